"""The `concert staffing` group: one line per command, each command in the module named after it."""

import typer

from concert_cli.staffing.forecast import forecast_command
from concert_cli.staffing.required import required
from concert_cli.staffing.schedule import schedule_command
from concert_cli.staffing.simulate import simulate
from concert_cli.staffing.surges import surges

staffing = typer.Typer(
    name="staffing",
    help="The staffing engine on your own numbers: nothing has to be installed around it or running.",
    no_args_is_help=True,
)
staffing.command()(required)
staffing.command()(simulate)
staffing.command("forecast")(forecast_command)
staffing.command()(surges)
staffing.command("schedule")(schedule_command)

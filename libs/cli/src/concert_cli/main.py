"""The `concert` command."""

import typer

from concert_cli.bench.app import bench
from concert_cli.campaigns.app import campaigns
from concert_cli.doctor import doctor
from concert_cli.events.app import events
from concert_cli.load.app import load
from concert_cli.run.app import demo, run
from concert_cli.staffing.app import staffing

app = typer.Typer(
    name="concert",
    help="Contact center, marketing and sales in concert: run it, load your data, announce, follow, diagnose.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_show_locals=False,
)
app.command()(run)
app.command()(demo)
app.add_typer(load)
app.add_typer(campaigns)
app.add_typer(events)
app.command()(doctor)
app.add_typer(staffing)
app.add_typer(bench)

if __name__ == "__main__":
    app()

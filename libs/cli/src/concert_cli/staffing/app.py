"""The `concert staffing` group: one line per command, each command in the module named after it."""

import typer

from concert_cli.on_demand import OnDemand


class Staffing(OnDemand):
    """Each command reads only what it needs: `required` answers before a calendar or a solver is loaded."""

    places = {
        "required": "concert_cli.staffing.required:required",
        "simulate": "concert_cli.staffing.simulate:simulate",
        "forecast": "concert_cli.staffing.forecast:forecast_command",
        "surges": "concert_cli.staffing.surges:surges",
        "schedule": "concert_cli.staffing.schedule:schedule_command",
    }


staffing = typer.Typer(
    cls=Staffing,
    name="staffing",
    help="The staffing engine on your own numbers: nothing has to be installed around it or running.",
    no_args_is_help=True,
)


@staffing.callback()
def _staffing() -> None:
    """Makes the group one, though its commands are read on demand."""

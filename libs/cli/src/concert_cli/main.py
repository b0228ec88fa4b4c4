"""The `concert` command."""

import typer

from concert_cli.on_demand import OnDemand


class Concert(OnDemand):
    """Every command of `concert`, in the order in which one meets them."""

    places = {
        "run": "concert_cli.run.app:run",
        "demo": "concert_cli.run.app:demo",
        "load": "concert_cli.load.app:load",
        "campaigns": "concert_cli.campaigns.app:campaigns",
        "schedules": "concert_cli.schedules.app:schedules",
        "events": "concert_cli.events.app:events",
        "doctor": "concert_cli.doctor:doctor",
        "staffing": "concert_cli.staffing.app:staffing",
        "bench": "concert_cli.bench.app:bench",
    }


app = typer.Typer(
    cls=Concert,
    name="concert",
    help="Contact center, marketing and sales in concert: run it, load your data, announce, follow, diagnose.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_show_locals=False,
)


@app.callback()
def _concert() -> None:
    """Makes the command one, though its parts are read on demand."""


if __name__ == "__main__":
    app()

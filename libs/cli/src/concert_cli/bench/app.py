"""The `concert bench` group: what the engine is worth on your own numbers, each command in its own module."""

import typer

from concert_cli.bench.forecast import bench_forecast
from concert_cli.bench.surge import bench_surge

bench = typer.Typer(
    name="bench",
    help="Score forecast and surge detection on your own intervals: nothing has to be running.",
    no_args_is_help=True,
)
bench.command("forecast")(bench_forecast)
bench.command("surge")(bench_surge)

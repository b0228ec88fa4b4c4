"""The `concert staffing` group: one line per command, each command in the module named after it."""

import typer

staffing = typer.Typer(
    name="staffing",
    help="The staffing engine on your own numbers: nothing has to be installed around it or running.",
    no_args_is_help=True,
)

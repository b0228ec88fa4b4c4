"""Commands are read when they are asked for, and behave as if they had always been there."""

import os
import subprocess
import sys

import pytest
from concert_cli.main import Concert, app
from concert_cli.staffing.app import Staffing
from typer.testing import CliRunner


def test_the_list_names_every_command_with_what_it_does() -> None:
    for places, asked in ((Concert.places, ["--help"]), (Staffing.places, ["staffing", "--help"])):
        listed = CliRunner().invoke(app, asked).output.split("Commands:")[1]
        assert [line.split()[0] for line in listed.strip().splitlines()] == list(places)
        assert all(len(line.split()) > 3 for line in listed.strip().splitlines())


@pytest.mark.parametrize(
    ("typed", "meant"), [(["stafing"], "staffing"), (["staffing", "requird"], "required")]
)
def test_a_slip_of_the_finger_is_answered_with_what_was_meant(typed: list[str], meant: str) -> None:
    answer = CliRunner().invoke(app, typed)
    assert answer.exit_code == 2
    assert f"Did you mean '{meant}'?" in answer.output


def test_who_asks_for_agents_does_not_wait_for_services_calendars_and_solvers() -> None:
    script = (
        "import sys; from concert_cli.main import app; sys.argv = ['concert', 'staffing', 'required',"
        " '--contacts', '100', '--interval', '30m', '--aht', '180', '--service-level', '.8', '--within', '20']\n"
        "try: app()\nexcept SystemExit as end: assert not end.code\n"
        "print(sorted({'fastapi', 'asyncpg', 'holidays', 'ortools', 'httpx'} & set(sys.modules)))"
    )
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert answer.stdout.splitlines()[-1] == "[]"


@pytest.mark.skipif(not os.path.exists("/proc/self/task"), reason="only Linux lists the threads of a process")
@pytest.mark.parametrize("place", [*Staffing.places.values(), Concert.places["bench"]])
def test_small_matrices_are_not_spread_over_threads_whichever_command_reads_numpy_first(place: str) -> None:
    module = place.partition(":")[0]
    script = f"import os, {module}; import numpy; print(len(os.listdir('/proc/self/task')))"
    environment = {name: value for name, value in os.environ.items() if "NUM_THREADS" not in name}
    answer = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment
    )
    assert answer.stdout.strip() == "1"

"""Small rules of the house that no linter knows."""

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from concert_chassis import canvas
from concert_chassis.reactions import reactions_table
from concert_contracts import generate
from concert_contracts.example import example_of
from concert_contracts.vocabulary import EVENTS, event_classes

ROOT = Path(__file__).parents[2]
SERVICES = ("campaign", "staffing", "insight", "goals")
FORBIDDEN_NAMES = {"utils", "helpers", "common", "base", "manager", "misc", "core"}
SPEAKERS = {"campaign", "staffing", "insight", "goals", "external"}


def modules() -> Iterator[Path]:
    for pattern in ("libs/*/src/**/*.py", "services/*/src/**/*.py"):
        yield from ROOT.glob(pattern)


def places(pattern: str) -> set[str]:
    """Files of our packages in which the pattern stands, from the package on."""
    wanted = re.compile(pattern)
    return {
        str(path.relative_to(ROOT)).partition("/src/")[2]
        for path in modules()
        if wanted.search(path.read_text())
    }


def test_every_event_has_an_example_that_can_be_read() -> None:
    for event in EVENTS:
        assert example_of(event)


def test_wire_names_begin_with_their_owner_and_end_with_a_version() -> None:
    for wire_name, event in event_classes().items():
        assert re.fullmatch(rf"concert\.({'|'.join(SPEAKERS)})\.{event.__name__}\.v\d+", wire_name)


@pytest.mark.parametrize("service", SERVICES)
def test_every_reaction_is_to_an_event_that_exists_and_stands_in_its_own_file(service: str) -> None:
    package = import_module(f"{service}_svc.reactions")
    table = reactions_table(package.REACTIONS)
    files = {path.stem for path in Path(package.__path__[0]).glob("*.py")} - {"__init__"}
    assert set(table) <= set(event_classes())
    assert {entry.function.__name__.removeprefix("on_") for entry in table.values()} == files


def test_generated_files_are_current() -> None:
    assert generate.main(["--check"]) == 0
    assert canvas.main(["--check"]) == 0


def test_the_time_is_asked_in_one_place() -> None:
    assert places(r"datetime\.now\(|datetime\.utcnow\(|date\.today\(") == {"concert_chassis/clock.py"}


def test_only_the_two_pumps_catch_whatever_comes() -> None:
    assert places(r"except Exception\b") == {"concert_chassis/inbound.py", "concert_chassis/outbound.py"}


def test_only_the_transaction_commits() -> None:
    commits = places(r"\.commit\(\)")
    assert commits == {"concert_chassis/transaction.py"}


def test_no_module_is_named_after_nothing() -> None:
    assert not [path for path in modules() if path.stem in FORBIDDEN_NAMES]


def test_every_module_says_why_it_exists() -> None:
    silent = [
        path
        for path in modules()
        if path.read_text().strip() and not path.read_text().startswith(('"""', 'r"""'))
    ]
    assert silent == []

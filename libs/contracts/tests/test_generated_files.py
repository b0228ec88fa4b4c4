"""What follows from the vocabulary is committed and current, and a broken promise turns the build red."""

import json
import subprocess
from pathlib import Path
from uuid import RFC_4122

import pytest
from concert_contracts.codec import from_structured
from concert_contracts.compatibility import compare_all, current_schemas
from concert_contracts.compatibility import main as compare_with
from concert_contracts.event import Event
from concert_contracts.event_map import event_map
from concert_contracts.example import example_of
from concert_contracts.external import IntervalReported
from concert_contracts.generate import main as generate
from concert_contracts.generate import outdated
from concert_contracts.schema import opened, schema_guid, schema_of, value_schema_header
from concert_contracts.schema_history import SCHEMAS
from concert_contracts.staffing import VolumeSurge
from concert_contracts.vocabulary import EVENTS
from jsonschema_rs import Draft202012Validator

ROOT = Path(__file__).parents[3]

each_event = pytest.mark.parametrize("event_class", EVENTS, ids=lambda event: event.__name__)


def test_the_committed_files_are_current() -> None:
    assert outdated(ROOT) == []


def test_generating_twice_changes_nothing(tmp_path: Path) -> None:
    here = ["--root", str(tmp_path)]
    assert generate([*here, "--check"]) == 1
    assert generate(here) == 0
    assert generate([*here, "--check"]) == 0
    (tmp_path / SCHEMAS / "Forgotten.v1.json").write_text("{}")
    assert outdated(tmp_path) == [f"{SCHEMAS}/Forgotten.v1.json"]


@each_event
def test_the_example_fits_the_schema_closed_and_open(event_class: type[Event]) -> None:
    data = json.loads(from_structured(example_of(event_class)).data)
    schema = schema_of(event_class)
    assert Draft202012Validator(schema, validate_formats=True).is_valid(data)
    assert not Draft202012Validator(schema).is_valid({**data, "added_later": 1})
    assert Draft202012Validator(opened(schema)).is_valid({**data, "added_later": 1})


def test_every_schema_has_an_id_of_its_own() -> None:
    assert len({schema_guid(event) for event in EVENTS}) == len(EVENTS)


@each_event
def test_a_schema_id_is_a_uuid_that_readers_of_text_headers_survive(event_class: type[Event]) -> None:
    guid = schema_guid(event_class)
    assert (guid.version, guid.variant) == (8, RFC_4122)
    assert value_schema_header(event_class).decode().encode() == b"\x01" + guid.bytes


def test_the_event_map_shows_who_hears_what() -> None:
    page = event_map({"staffing-svc": [IntervalReported], "insight-svc": [VolumeSurge, IntervalReported]})
    assert 'staffing_svc -- "VolumeSurge" --> insight_svc' in page
    assert 'outside_systems -- "IntervalReported" --> staffing_svc' in page
    assert "| `external.intervals` | outside systems | insight-svc, staffing-svc |" in page


def put_schemas(folder: Path, **changes: object) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, schema in current_schemas().items():
        (folder / name).write_text(
            json.dumps({**schema, **changes} if name == "OrderPlaced.v1.json" else schema)
        )


def test_unchanged_contracts_keep_their_promises(tmp_path: Path) -> None:
    put_schemas(tmp_path)
    assert compare_with(["--against", str(tmp_path)]) == 0


def test_a_new_event_breaks_nothing_and_a_withdrawn_one_does(tmp_path: Path) -> None:
    current = current_schemas()
    fewer = {name: schema for name, schema in current.items() if name != "GoalSet.v1.json"}
    assert compare_all(fewer, current) == []
    assert compare_all(current, fewer) == [
        "GoalSet.v1.json /: the event is gone; keep it until nobody listens"
    ]


def test_a_breaking_change_is_red_and_names_pointer_and_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put_schemas(tmp_path, required=["order_id"])
    assert compare_with(["--against", str(tmp_path)]) == 1
    told = capsys.readouterr().err
    assert "BREAKING OrderPlaced.v1.json /placed_at: may be left out, the reader requires it" in told


def test_nothing_to_compare_with_is_not_a_pass(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert compare_with(["--against", str(tmp_path)]) == 2
    monkeypatch.chdir(tmp_path)
    assert compare_with(["--against", "no-such-reference"]) == 2


def test_a_promise_of_an_earlier_commit_is_still_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def git(*arguments: str) -> None:
        who = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
        subprocess.run(("git", *who, *arguments), cwd=tmp_path, check=True, capture_output=True)

    git("init", "-q", "-b", "main")
    for step, changes in enumerate(({}, {"required": ["order_id"]}, {})):
        put_schemas(tmp_path / SCHEMAS, **changes)
        git("add", "-A")
        git("commit", "-q", "-m", f"step {step}")
    monkeypatch.chdir(tmp_path)
    assert compare_with(["--against", "HEAD"]) == 0
    assert compare_with(["--against", "HEAD~2"]) == 1
    assert "/placed_at" in capsys.readouterr().err

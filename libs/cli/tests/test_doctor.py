"""`concert doctor`: exit status 0 only if all is well, and what to do about what is not."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from cli_company import DEPARTMENTS, RunningCompany, concert

FINE = "concert_outbox_oldest_unpublished_seconds 0\n"
RUNNING = [argument for one in DEPARTMENTS for argument in ("--only", one.service.name)]


@contextmanager
def answering(status: int, body: str, metrics: str = "") -> Iterator[str]:
    """A server on this machine that answers everything but /metrics in the same way."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked_metrics = self.path == "/metrics" and metrics
            self.send_response(200 if asked_metrics else status)
            self.end_headers()
            self.wfile.write((metrics if asked_metrics else body).encode())

        def log_message(self, *_: object) -> None:
            return

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def test_all_is_well(company: RunningCompany) -> None:
    company.drain()
    findings = company.told("doctor", *RUNNING)
    assert {one["part"] for one in findings} == {one.service.name for one in DEPARTMENTS}
    assert all(one["healthy"] and not one["do"] for one in findings)
    assert company.concert("doctor", *RUNNING).exit_code == 0


def test_a_part_that_nobody_started_is_named_with_what_to_do(company: RunningCompany) -> None:
    result = company.concert("doctor", "-o", "json")
    assert result.exit_code == 1
    ill = [one for one in json.loads(result.stdout) if not one["healthy"]]
    assert [(one["part"], one["found"]) for one in ill] == [
        ("insight-svc", "not known"),
        ("goals-svc", "not known"),
    ]
    assert all("concert run" in one["do"] for one in ill)


def test_nothing_started_at_all() -> None:
    result = concert("doctor", "-o", "json")
    assert (result.exit_code, len(json.loads(result.stdout))) == (1, 5)
    assert concert("doctor").exit_code == 1


def test_a_part_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    for address in (f"http://127.0.0.1:{port}", "nonsense", "http://[broken"):
        monkeypatch.setenv("CONCERT_GOALS_URL", address)
        result = concert("doctor", "--only", "goals-svc", "-o", "json")
        (finding,) = json.loads(result.stdout)
        assert (result.exit_code, finding["look"], finding["healthy"]) == (1, "answers", False)
        assert "goals-svc.log" in finding["do"]


@pytest.mark.parametrize(
    ("status", "body", "metrics", "ill"),
    [
        (200, "<html>", "", {"metrics": False}),
        (404, "<html>", "", {"ready": False, "metrics": False}),
        (503, '{"faults": {"database": "away"}}', FINE, {"database": False}),
        (503, '{"faults": {"bus": "away", "inbound": "halted"}}', FINE, {"bus": False, "inbound": False}),
        (503, "[1]", FINE, {"ready": False}),
        (
            200,
            "{}",
            FINE + 'concert_parked_keys{a="b"} 2\nconcert_parked_keys{a="c"} 1\n',
            {"parking": False},
        ),
        (200, "{}", "concert_outbox_oldest_unpublished_seconds 31\n", {"outbox": False}),
    ],
)
def test_what_is_wrong_is_named_by_its_part_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, status: int, body: str, metrics: str, ill: dict[str, bool]
) -> None:
    with answering(status, body, metrics) as address:
        monkeypatch.setenv("CONCERT_GOALS_URL", address)
        result = concert("doctor", "--only", "goals-svc", "-o", "json")
    findings = json.loads(result.stdout)
    found = {one["look"]: one["healthy"] for one in findings if not one["healthy"]}
    assert (result.exit_code, found) == (1, ill)
    assert all(one["do"] for one in findings if not one["healthy"])

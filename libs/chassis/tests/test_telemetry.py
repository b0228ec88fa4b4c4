"""What is read at night: one line per event with its ids, traces that go on, metrics that are named once."""

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import structlog
from concert_chassis import telemetry
from concert_chassis.logging import about, log_of, log_to
from prometheus_client import REGISTRY

TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


Lines = Callable[[], list[dict[str, object]]]


@contextmanager
def logged(capsys: pytest.CaptureFixture[str]) -> Iterator[Lines]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    log_to(service="campaign-svc", level="info")
    yield lambda: [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def test_a_line_carries_what_it_is_about_and_its_trace(capsys: pytest.CaptureFixture[str]) -> None:
    with logged(capsys) as lines:
        with telemetry.span("work", traceparent=TRACEPARENT), about(correlation_id="c-1", causation_id=None):
            log_of("campaign_svc.commands").info("campaign announced", campaign_id="k-7")
        logging.getLogger("aiokafka").info("chatter")
        logging.getLogger("aiokafka").error("broker gone")
        first, second = lines()
    assert first["message"] == "campaign announced"
    assert (first["service"], first["level"], first["campaign_id"]) == ("campaign-svc", "info", "k-7")
    assert (first["correlation_id"], "causation_id" in first) == ("c-1", False)
    assert first["trace_id"] == "0af7651916cd43dd8448eb211c80319c"
    assert (second["message"], second["service"], second["logger"]) == (
        "broker gone",
        "campaign-svc",
        "aiokafka",
    )


def test_an_exception_is_one_line_too(capsys: pytest.CaptureFixture[str]) -> None:
    with logged(capsys) as lines:
        log_of("campaign_svc").error("request failed", exc_info=ZeroDivisionError("division by zero"))
        (line,) = lines()
    assert "ZeroDivisionError" in str(line["exception"])


def test_a_trace_goes_on_to_whoever_is_told_next() -> None:
    with telemetry.span("handle", traceparent=TRACEPARENT):
        sent_on = telemetry.current_traceparent()
    assert sent_on is not None
    assert sent_on.split("-")[1] == TRACEPARENT.split("-")[1]
    assert telemetry.current_traceparent() is None


def test_a_traceparent_that_is_none_begins_a_new_trace_instead_of_failing() -> None:
    for nonsense in ("", "00-zz-zz-01", "x" * 1000, "00-" + "0" * 32 + "-" + "0" * 16 + "-01"):
        with telemetry.span("handle", traceparent=nonsense):
            assert (telemetry.current_traceparent() or "").count(nonsense or "-x-") == 0


def test_every_metric_says_what_it_means_and_belongs_to_a_service() -> None:
    ours = [metric for metric in REGISTRY.collect() if metric.name.startswith("concert_")]
    assert len(ours) > 20
    assert all(metric.documentation.strip() for metric in ours)
    assert all("service" in sample.labels for metric in ours for sample in metric.samples)

"""Every metric is named here, once, with its meaning and when to worry; traces go on through HTTP and events.

All carry `service`, because tests and small installations run several services in one process.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from opentelemetry import context, trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.trace import SpanKind
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from prometheus_client import Counter, Gauge, Histogram

_FAST = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_AGES = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0, 60.0, 300.0, 3600.0)
_BATCHES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)

HTTP_REQUESTS = Counter(
    "concert_http_requests_total",
    "Requests answered. Worry when the share with a status of 5xx burns the error budget.",
    ["service", "method", "route", "status"],
)
HTTP_SECONDS = Histogram(
    "concert_http_request_seconds",
    "From the request's first byte to the answer's last. Worry about the slow tail of one route.",
    ["service", "method", "route"],
    buckets=_FAST,
)
HTTP_IN_FLIGHT = Gauge(
    "concert_http_requests_in_flight",
    "Requests being answered now. Worry when it only grows: the database is slow or gone.",
    ["service"],
)
HTTP_REFUSALS = Counter(
    "concert_http_refusals_total",
    "Requests refused with a code of ours. Worry when one code jumps: a caller changed or is confused.",
    ["service", "code"],
)

EVENTS_EMITTED = Counter(
    "concert_events_emitted_total", "Events committed to the outbox.", ["service", "event"]
)
OUTBOX_BACKLOG = Gauge(
    "concert_outbox_unpublished_events",
    "Events committed and not yet published. Worry when it stays above zero while nothing is emitted.",
    ["service"],
)
OUTBOX_OLDEST_SECONDS = Gauge(
    "concert_outbox_oldest_unpublished_seconds",
    "Age of the oldest unpublished event. Worry above 30 seconds: the broker is away or a relay is stuck.",
    ["service"],
)
EVENTS_PUBLISHED = Counter(
    "concert_events_published_total", "Events acknowledged by the broker.", ["service", "topic"]
)
PUBLISH_SECONDS = Histogram(
    "concert_event_publish_seconds",
    "From the commit of an event to the broker's acknowledgement.",
    ["service"],
    buckets=_AGES,
)
PUBLISH_FAILURES = Counter(
    "concert_event_publish_failures_total",
    "Attempts to publish that failed and will be repeated. Worry when it keeps growing.",
    ["service"],
)

EVENTS_HANDLED = Counter(
    "concert_events_handled_total",
    "Events by what became of them: handled, duplicate, expired, unwanted, malformed.",
    ["service", "event", "outcome"],
)
EVENT_AGE_SECONDS = Histogram(
    "concert_event_handled_age_seconds",
    "From the commit in the emitting service to the commit in this one. Worry when it leaves the objective.",
    ["service", "event"],
    buckets=_AGES,
)
BATCH_EVENTS = Histogram(
    "concert_inbound_batch_events", "Events handled in one transaction.", ["service"], buckets=_BATCHES
)
BATCH_SECONDS = Histogram(
    "concert_inbound_batch_seconds", "From taking a batch to its commit.", ["service"], buckets=_FAST
)
INBOUND_RETRIES = Counter(
    "concert_inbound_retries_total",
    "Batches tried again, by why: poison or outage. Worry when outage keeps growing.",
    ["service", "why"],
)
INBOUND_LAG = Gauge(
    "concert_inbound_lag_events",
    "Records of a topic not yet handled. Worry when it grows for minutes.",
    ["service", "topic"],
)
INBOUND_HALTED = Gauge(
    "concert_inbound_halted",
    "1 while the pump has stopped because too much failed at once. Always worry.",
    ["service"],
)

PARKED_KEYS = Gauge(
    "concert_parked_keys",
    "Keys whose events are set aside. Worry above zero: somebody must look and replay or discard.",
    ["service"],
)
EVENTS_PARKED = Counter(
    "concert_events_parked_total", "Events set aside, poison or behind it.", ["service", "event"]
)

TIMER_RUNS = Counter(
    "concert_timer_runs_total", "Timers run, by outcome: done or failed.", ["service", "timer", "outcome"]
)
TIMER_LATE_SECONDS = Gauge(
    "concert_timer_late_seconds",
    "How long after it was due a timer last ran. Worry above its own interval.",
    ["service", "timer"],
)

_PROPAGATOR = TraceContextTextMapPropagator()


def trace_as(service: str) -> None:
    """Makes traces in this process carry the service's name; called once, by main."""
    trace.set_tracer_provider(TracerProvider(resource=Resource.create({"service.name": service})))


@contextmanager
def span(
    name: str,
    *,
    kind: SpanKind = SpanKind.INTERNAL,
    traceparent: str | None = None,
    attributes: Mapping[str, str | int] | None = None,
) -> Iterator[trace.Span]:
    """A span that goes on with the trace of `traceparent` (W3C Trace Context), else with the current one."""
    parent = _PROPAGATOR.extract({"traceparent": traceparent}) if traceparent else context.get_current()
    tracer = trace.get_tracer("concert")
    with tracer.start_as_current_span(name, context=parent, kind=kind, attributes=attributes) as started:
        yield started


def current_traceparent() -> str | None:
    """What to send along so that the receiver's work joins this trace; None outside any."""
    carrier: dict[str, str] = {}
    _PROPAGATOR.inject(carrier)
    return carrier.get("traceparent")

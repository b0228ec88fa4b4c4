"""Writes the dashboard from the chassis's metrics, so that a renamed metric cannot leave an empty panel behind.

python deploy/grafana/dashboard.py            writes dashboards/concert.json
python deploy/grafana/dashboard.py --check    fails if that file is not current
"""

import json
import sys
from dataclasses import dataclass
from pathlib import Path

from concert_chassis import telemetry
from prometheus_client import Counter, Gauge, Histogram

TARGET = Path(__file__).parent / "dashboards" / "concert.json"
DATASOURCE = {"type": "prometheus", "uid": "prometheus"}
WIDTH, HEIGHT = 8, 7


@dataclass(frozen=True)
class Panel:
    title: str
    query: str
    legend: str
    unit: str


def name_of(metric: Counter | Gauge | Histogram) -> str:
    """As Prometheus stores it: a counter ends in _total, a histogram has _bucket."""
    (described,) = metric.describe()
    suffix = {"counter": "_total", "histogram": "_bucket"}.get(described.type, "")
    return f"{described.name}{suffix}"


def rate(metric: Counter, by: str) -> str:
    return f"sum by ({by}) (rate({name_of(metric)}[1m]))"


def quantile(metric: Histogram, share: float, by: str) -> str:
    return f"histogram_quantile({share}, sum by ({by}, le) (rate({name_of(metric)}[1m])))"


def now(metric: Gauge, by: str) -> str:
    return f"max by ({by}) ({name_of(metric)})"


def panels() -> list[Panel]:
    t = telemetry
    service, topic, event = "{{service}}", "{{service}} {{topic}}", "{{service}} {{event}}"
    return [
        Panel("Oldest unpublished event", now(t.OUTBOX_OLDEST_SECONDS, "service"), service, "s"),
        Panel("Records not yet handled", now(t.INBOUND_LAG, "service, topic"), topic, "short"),
        Panel("Keys set aside", now(t.PARKED_KEYS, "service"), service, "short"),
        Panel("Events emitted", rate(t.EVENTS_EMITTED, "service, event"), event, "cps"),
        Panel("Commit to broker, p99", quantile(t.PUBLISH_SECONDS, 0.99, "service"), service, "s"),
        Panel("Events waiting in the outbox", now(t.OUTBOX_BACKLOG, "service"), service, "short"),
        Panel(
            "Events handled, by outcome",
            rate(t.EVENTS_HANDLED, "service, outcome"),
            "{{service}} {{outcome}}",
            "cps",
        ),
        Panel("Commit to commit, p99", quantile(t.EVENT_AGE_SECONDS, 0.99, "service"), service, "s"),
        Panel("Batches tried again", rate(t.INBOUND_RETRIES, "service, why"), "{{service}} {{why}}", "cps"),
        Panel(
            "Requests, by status", rate(t.HTTP_REQUESTS, "service, status"), "{{service}} {{status}}", "reqps"
        ),
        Panel("Request time, p99", quantile(t.HTTP_SECONDS, 0.99, "service"), service, "s"),
        Panel("Timers behind their time", now(t.TIMER_LATE_SECONDS, "service, timer"), "{{timer}}", "s"),
    ]


def as_json(panel: Panel, place: int) -> dict[str, object]:
    return {
        "id": place + 1,
        "type": "timeseries",
        "title": panel.title,
        "datasource": DATASOURCE,
        "gridPos": {"x": place % 3 * WIDTH, "y": place // 3 * HEIGHT, "w": WIDTH, "h": HEIGHT},
        "fieldConfig": {"defaults": {"unit": panel.unit, "min": 0}, "overrides": []},
        "targets": [
            {"refId": "A", "datasource": DATASOURCE, "expr": panel.query, "legendFormat": panel.legend}
        ],
    }


def dashboard() -> str:
    described = {
        "uid": "concert",
        "title": "Concert",
        "tags": ["concert"],
        "schemaVersion": 41,
        "refresh": "10s",
        "time": {"from": "now-1h", "to": "now"},
        "panels": [as_json(panel, place) for place, panel in enumerate(panels())],
    }
    return json.dumps(described, indent=2) + "\n"


def main() -> int:
    if "--check" in sys.argv[1:]:
        if TARGET.exists() and TARGET.read_text() == dashboard():
            return 0
        sys.stderr.write(f"{TARGET.name} is not current: run python {Path(__file__).name}\n")
        return 1
    TARGET.write_text(dashboard())
    return 0


if __name__ == "__main__":
    sys.exit(main())

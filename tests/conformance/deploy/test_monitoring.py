"""Alerts and dashboards ask for metrics that exist, and Prometheus scrapes every service."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from concert_chassis import telemetry
from prometheus_client.metrics import MetricWrapperBase

ROOT = Path(__file__).parents[3]
SUFFIXES = {"counter": ("_total",), "histogram": ("_bucket", "_count", "_sum"), "gauge": ("",)}


def known_metrics() -> dict[str, set[str]]:
    """Every stored name of the chassis's metrics, with its labels."""
    return {
        described.name + suffix: {*metric._labelnames, "le", "job", "instance"}
        for metric in vars(telemetry).values()
        if isinstance(metric, MetricWrapperBase)
        for described in metric.describe()
        for suffix in SUFFIXES[described.type]
    }


def dashboard_queries() -> Iterator[str]:
    shown = json.loads((ROOT / "deploy/grafana/dashboards/concert.json").read_text())
    for panel in shown["panels"]:
        for target in panel["targets"]:
            yield target["expr"]


def alerts() -> list[dict[str, object]]:
    groups = yaml.safe_load((ROOT / "deploy/prometheus/alerts.yml").read_text())["groups"]
    return [rule for group in groups for rule in group["rules"]]


def queries() -> list[str]:
    return [*dashboard_queries(), *(str(rule["expr"]) for rule in alerts())]


@pytest.mark.parametrize("query", queries())
def test_a_query_asks_only_for_metrics_and_labels_that_exist(query: str) -> None:
    known = known_metrics()
    asked = re.findall(r"concert_\w+", query)
    assert asked or query.startswith("up{")
    assert set(asked) <= set(known)
    labels = {label for metric in asked for label in known[metric]} | {"job", "instance"}
    grouped = {label.strip() for by in re.findall(r"by \(([^)]*)\)", query) for label in by.split(",")}
    selected = set(re.findall(r"[{,]\s*(\w+)\s*[=!]", query))
    assert grouped | selected <= labels


def test_the_dashboard_is_the_one_that_its_generator_writes() -> None:
    checked = subprocess.run(
        [sys.executable, str(ROOT / "deploy/grafana/dashboard.py"), "--check"], check=False
    )
    assert checked.returncode == 0


def test_every_alert_says_how_urgent_it_is_and_what_to_do() -> None:
    for alert in alerts():
        assert alert["labels"] in ({"severity": "page"}, {"severity": "ticket"})
        annotations = alert["annotations"]
        assert isinstance(annotations, dict)
        assert annotations.keys() == {"summary", "action"}


def test_an_old_outbox_a_growing_lag_and_parked_keys_raise_alerts() -> None:
    expressions = " ".join(str(rule["expr"]) for rule in alerts())
    for metric in (telemetry.OUTBOX_OLDEST_SECONDS, telemetry.INBOUND_LAG, telemetry.PARKED_KEYS):
        (described,) = metric.describe()
        assert described.name in expressions


def test_prometheus_scrapes_every_service_and_loads_the_alerts() -> None:
    configured = yaml.safe_load((ROOT / "deploy/prometheus/prometheus.yml").read_text())
    targets = {
        target.partition(":")[0]
        for job in configured["scrape_configs"]
        for group in job["static_configs"]
        for target in group["targets"]
    }
    assert targets == {folder.name.removesuffix("-svc") for folder in (ROOT / "services").glob("*-svc")}
    assert all((ROOT / "deploy/prometheus" / name).exists() for name in configured["rule_files"])


def test_grafana_finds_its_datasource_and_dashboard_where_compose_mounts_them() -> None:
    provisioned = ROOT / "deploy/grafana/provisioning"
    (datasource,) = yaml.safe_load((provisioned / "datasources/prometheus.yml").read_text())["datasources"]
    (provider,) = yaml.safe_load((provisioned / "dashboards/concert.yml").read_text())["providers"]
    mounts = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]["grafana"]["volumes"]
    assert datasource["uid"] == "prometheus"
    assert any(mount.split(":")[1] == provider["options"]["path"] for mount in mounts)

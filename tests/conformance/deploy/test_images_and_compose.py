"""The container files hold what they promise: all services, nothing open to others, no root, nothing unlocked."""

import importlib
import inspect
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from concert_chassis.settings import ServiceSettings

ROOT = Path(__file__).parents[3]
TOOLS = Path(sys.executable).parent
SERVICES = {"campaign", "staffing", "insight", "goals", "gateway"}


def compose(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")}
    return subprocess.run(
        [str(TOOLS / "docker-compose"), *arguments],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def composed() -> dict[str, dict[str, object]]:
    shown = compose("--env-file", "deploy/local.env", "config")
    assert shown.returncode == 0, shown.stderr
    parsed: dict[str, dict[str, object]] = yaml.safe_load(shown.stdout)["services"]
    return parsed


def test_compose_runs_the_whole_of_it(composed: dict[str, dict[str, object]]) -> None:
    assert set(composed) == SERVICES | {"postgres", "kafka", "issuer", "prometheus", "grafana"}


def test_every_service_folder_is_in_compose() -> None:
    assert {folder.name.removesuffix("-svc") for folder in (ROOT / "services").glob("*-svc")} == SERVICES


def test_nothing_listens_to_other_machines(composed: dict[str, dict[str, object]]) -> None:
    for described in composed.values():
        ports = described.get("ports", [])
        assert isinstance(ports, list)
        assert all(port["host_ip"] == "127.0.0.1" for port in ports)


def test_without_the_local_file_no_password_is_guessed() -> None:
    refused = compose("config", "--quiet")
    assert refused.returncode != 0
    assert "required variable" in refused.stderr


def test_services_run_read_only_without_privileges(composed: dict[str, dict[str, object]]) -> None:
    for name in SERVICES:
        assert composed[name]["read_only"] is True
        assert composed[name]["cap_drop"] == ["ALL"]
        assert composed[name]["security_opt"] == ["no-new-privileges:true"]


def test_each_service_has_its_own_database_and_the_real_bus(composed: dict[str, dict[str, object]]) -> None:
    databases = set()
    for name in SERVICES:
        environment = composed[name]["environment"]
        assert isinstance(environment, dict)
        databases.add(environment[f"{name.upper()}_DATABASE_URL"].rpartition("/")[2])
        assert environment[f"{name.upper()}_BUS_URL"].startswith("kafka://")
    assert len(databases) == len(SERVICES)


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_compose_gives_a_service_the_settings_that_it_reads(
    composed: dict[str, dict[str, object]], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    environment = composed[name]["environment"]
    assert isinstance(environment, dict)
    for variable, value in environment.items():
        monkeypatch.setenv(variable, value)
    module = importlib.import_module(f"{name}_svc.settings")
    (settings,) = (
        found()
        for found in vars(module).values()
        if inspect.isclass(found) and issubclass(found, ServiceSettings) and found is not ServiceSettings
    )
    assert settings.environment == "local"
    assert settings.http_port == 8000
    assert settings.bus_url.get_secret_value() == "kafka://kafka:9092"
    assert str(settings.auth_jwks_file) == "/issuer/jwks.json"
    unread = {
        variable for variable in environment if not variable.startswith(settings.model_config["env_prefix"])
    }
    assert not unread


def test_images_are_pinned_to_versions(composed: dict[str, dict[str, object]]) -> None:
    foreign = [described["image"] for described in composed.values() if "build" not in described]
    assert all(re.search(r":v?\d+\.\d+", str(image)) for image in foreign)


def test_the_dockerfile_passes_its_linter() -> None:
    linted = subprocess.run(
        [str(TOOLS / "hadolint"), "deploy/Dockerfile"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert linted.returncode == 0, linted.stdout


def test_the_image_is_locked_by_hash_and_runs_as_nobody() -> None:
    text = (ROOT / "deploy" / "Dockerfile").read_text()
    assert text.count("--require-hashes") == 2
    assert text.rindex("USER 10001") > text.rindex("FROM ")
    for lock in ("deploy/build.lock", "requirements/runtime.lock"):
        assert "--hash=sha256:" in (ROOT / lock).read_text()


def test_the_native_broker_and_the_container_are_the_same_kafka(
    composed: dict[str, dict[str, object]],
) -> None:
    pom = (ROOT / "deploy" / "kafka" / "pom.xml").read_text()
    native = re.search(r"kafka_2\.13</artifactId>\s*<version>([\d.]+)<", pom)
    assert native is not None
    assert composed["kafka"]["image"] == f"apache/kafka:{native[1]}"

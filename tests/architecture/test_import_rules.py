"""Each import rule is broken once on purpose, to see that it would be noticed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

VIOLATIONS = {
    "Services know each other only by events": (
        "services/goals-svc/src/goals_svc/commands/set_goal.py",
        "import campaign_svc.domain.terms\n",
    ),
    "Inside a service, imports only go down": (
        "services/goals-svc/src/goals_svc/domain/goals.py",
        "import goals_svc.store.goals\n",
    ),
    "Decisions reach no input, output, clock or transaction": (
        "services/goals-svc/src/goals_svc/domain/scorecard.py",
        "import sqlalchemy\n",
    ),
    "Only the Kafka bus knows the Kafka client": (
        "libs/chassis/src/concert_chassis/outbound.py",
        "import aiokafka\n",
    ),
    "A reaction never imports a reaction": (
        "services/goals-svc/src/goals_svc/reactions/order_placed.py",
        "import goals_svc.reactions.opportunity_lost\n",
    ),
    "The command reaches into a service only for its pure decisions": (
        "libs/cli/src/concert_cli/doctor.py",
        "import staffing_svc.store.plans\n",
    ),
    "No cycles anywhere": (
        "libs/contracts/src/concert_contracts/streams.py",
        "import concert_contracts.vocabulary\n",
    ),
}


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packages' sources in a folder of their own, where breaking them harms nobody."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copy(ROOT / ".importlinter", folder)
    for source in [*ROOT.glob("libs/*/src"), *ROOT.glob("services/*/src")]:
        ignored = shutil.ignore_patterns("__pycache__", ".*_cache", "*.json", "*.csv")
        shutil.copytree(source, folder / source.relative_to(ROOT), ignore=ignored)
    return folder


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    sources = [str(path) for path in [*folder.glob("libs/*/src"), *folder.glob("services/*/src")]]
    return subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sources), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_house_keeps_its_rules_and_every_broken_one_is_named(copied: Path) -> None:
    whole = lint(copied)
    assert whole.returncode == 0, whole.stdout
    for path, line in VIOLATIONS.values():
        with (copied / path).open("a") as module:
            module.write(line)
    broken = lint(copied)
    assert broken.returncode != 0
    for rule in VIOLATIONS:
        assert f"{rule} BROKEN" in broken.stdout


def test_a_module_without_a_subject_breaks_the_build(copied: Path) -> None:
    (copied / "services/insight-svc/src/insight_svc/utils.py").write_text('"""Things without a home."""\n')
    said = lint(copied)
    assert said.returncode != 0
    assert "insight_svc.utils" in said.stdout

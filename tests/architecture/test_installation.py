"""Each service can be installed alone, with the two libraries and nothing else of ours."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
UV = Path(sys.executable).parent / "uv"


@pytest.mark.parametrize("service", ["goals", "staffing"])
def test_a_service_installs_into_a_bare_environment_and_imports(service: str, tmp_path: Path) -> None:
    for package in ("libs/contracts", "libs/chassis", f"services/{service}-svc"):
        ignored = shutil.ignore_patterns("__pycache__", "tests", ".*_cache")
        shutil.copytree(ROOT / package, tmp_path / package, ignore=ignored)
    run(UV, "venv", "--quiet", "--python", sys.executable, tmp_path / "bare")
    run(
        UV, "pip", "install", "--quiet", "--python", tmp_path / "bare/bin/python",
        "--constraint", ROOT / "requirements/runtime.lock",
        tmp_path / "libs/contracts", tmp_path / "libs/chassis", tmp_path / f"services/{service}-svc",
    )  # fmt: skip
    said = run(
        tmp_path / "bare/bin/python",
        "-c",
        f"from {service}_svc.service import SERVICE; print(SERVICE.name, len(SERVICE.reactions))",
    )
    name, reactions = said.split()
    assert name == f"{service}-svc"
    assert int(reactions) > 0


def run(*command: object) -> str:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout

"""Prints what our packages need from elsewhere, read from their pyproject files, for `make lock`."""

import sys
import tomllib
from pathlib import Path

OURS = ("concert-", "campaign-svc", "staffing-svc", "insight-svc", "goals-svc", "gateway-svc")


def third_party(root: Path) -> list[str]:
    needed = {
        requirement
        for project in sorted(root.glob("*/*/pyproject.toml"))
        for requirement in tomllib.loads(project.read_text())["project"]["dependencies"]
        if not requirement.startswith(OURS)
    }
    return sorted(needed)


if __name__ == "__main__":
    sys.stdout.write("\n".join(third_party(Path(__file__).parent.parent)) + "\n")

"""Makes the local issuer's keys once and prints a token per role, for a developer's own machine only."""

import sys
from pathlib import Path

from concert_chassis.clock import SystemClock
from concert_chassis.local_issuer import DEPARTMENT_OF_ROLE, kept_local_issuer


def main(folder: Path) -> None:
    issuer = kept_local_issuer(folder)
    now = SystemClock().now()
    for role in DEPARTMENT_OF_ROLE:
        sys.stdout.write(f"{role} {issuer.token(role, now=now)}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""One of the ledger's two services as a process of its own, killed at a crash point if it is told to.

python ledger_process.py producer|consumer [CRASH_POINT PASSAGE]
"""

import sys

from concert_chassis.crash_points import arm
from concert_chassis.service import run
from concert_chassis.settings import ServiceSettings
from ledger_services import BY_ROLE


def main(role: str, *crash: str) -> None:
    if crash:
        arm(crash[0], passage=int(crash[1]), environment="test")
    run(BY_ROLE[role], ServiceSettings())


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Starts the ledger's processes within milliseconds: it has imported everything and forks for each of them.

Reads one JSON object per line, {"role": ..., "crash": [...], "environment": {...}}, and answers with the new
process's id; whenever one of them ends it says {"ended": pid, "status": status}, negative for a signal. When
its input ends it stops, and the kernel sends its children after it.
"""

import json
import os
import signal
import sys

from concert_chassis.bound_child import stop_with_parent
from ledger_process import main as live


def tell(**said: int) -> None:
    os.write(1, json.dumps(said).encode() + b"\n")


def bear(role: str, crash: list[str], environment: dict[str, str]) -> int:
    parent = os.getpid()
    child = os.fork()
    if child:
        return child
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    stop_with_parent(parent, signal.SIGKILL)
    os.environ.update(environment)
    os.dup2(2, 1)
    live(role, *crash)
    os._exit(0)


def bury(*_: object) -> None:
    """Several may have ended for one signal."""
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        tell(ended=pid, status=os.waitstatus_to_exitcode(status))


def main() -> None:
    signal.signal(signal.SIGCHLD, bury)
    for line in sys.stdin:
        wanted = json.loads(line)
        tell(born=bear(wanted["role"], wanted["crash"], wanted["environment"]))


if __name__ == "__main__":
    main()

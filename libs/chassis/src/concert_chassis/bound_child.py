"""Runs a program that stops when its parent dies, as another user if asked: a dead launcher leaves none.

Called as `python -I -S bound_child.py PARENT_PID SIGNAL UID GID PROGRAM ARGUMENT...`; UID -1 keeps the user.
It uses only what Python brings along and replaces itself by the program, so the process id stays the child's.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1


def drop_to(uid: int, gid: int) -> None:
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)


def stop_with_parent(parent: int, signal_number: int) -> None:
    """Linux only: elsewhere the leftovers are found by their pid file at the next start."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal_number, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit(1)


def main(arguments: list[str]) -> None:
    parent, signal_number, uid, gid = (int(number) for number in arguments[:4])
    program = arguments[4:]
    if uid >= 0:
        drop_to(uid, gid)
    stop_with_parent(parent, signal_number)
    os.execvp(program[0], program)


if __name__ == "__main__":
    main(sys.argv[1:])

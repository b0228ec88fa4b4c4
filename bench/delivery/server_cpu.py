"""Processor time of a database cluster and of this process, from the operating system's own accounts (Linux)."""

import os
import resource
from pathlib import Path

_TICKS_PER_S = os.sysconf("SC_CLK_TCK")


def own_cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def tree_cpu_s(root: int) -> float:
    """Of the process, of its living descendants and of those that ended and were waited for."""
    total = 0
    for pid, parent_of in _tree(root):
        fields = parent_of
        own = int(fields[11]) + int(fields[12])
        ended = int(fields[13]) + int(fields[14])
        total += own + ended
        del pid
    return total / _TICKS_PER_S


def _tree(root: int) -> list[tuple[int, list[str]]]:
    """(pid, fields of /proc/PID/stat behind the name) of the process and everything below it."""
    known = {pid: fields for pid in _pids() if (fields := _fields(pid))}
    wanted = {root}
    grown = True
    while grown:
        more = {pid for pid, fields in known.items() if int(fields[1]) in wanted} - wanted
        wanted |= more
        grown = bool(more)
    return [(pid, known[pid]) for pid in wanted if pid in known]


def _pids() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _fields(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []

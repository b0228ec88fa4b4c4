"""Everything that is measured, one after another: `make bench`. Each can be run alone, with its own options."""

import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
PEERS = ("erlang", "forecast", "schedule")
BENCHES: tuple[tuple[str, ...], ...] = (
    ("delivery/pipeline.py", "--bus", "memory"),
    ("delivery/pipeline.py", "--bus", "postgres"),
    ("delivery/latency.py", "--bus", "postgres"),
    ("staffing/erlang.py",),
    ("staffing/forecast.py",),
    ("staffing/surge.py",),
    ("staffing/attribution.py",),
    ("staffing/schedule.py",),
    ("staffing/plan.py",),
    ("staffing/today.py",),
    ("staffing/ingest.py", "--queues", "500"),
    ("staffing/nightly.py",),
    ("staffing/what_if.py",),
    ("staffing/response.py",),
)


def main() -> int:
    """How many failed; a peer that cannot be installed leaves its table without it, and counts as failed."""
    steps = [(f"peers of {group}", [HERE / "staffing" / "peers.sh", group]) for group in PEERS]
    steps += [
        (f"bench/{' '.join(bench)}", [sys.executable, HERE / bench[0], *bench[1:]]) for bench in BENCHES
    ]
    failed: list[str] = []
    for title, command in steps:
        print(f"\n==> {title}", flush=True)
        began = time.monotonic()
        if subprocess.run(command, check=False).returncode:
            failed.append(title)
        print(f"<== {time.monotonic() - began:.0f} s", flush=True)
    print("\n" + (f"Failed: {', '.join(failed)}" if failed else "All ran."))
    return len(failed)


if __name__ == "__main__":
    sys.exit(main())

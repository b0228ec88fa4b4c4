"""Everything that is measured, one after another: `make bench`. Each can be run alone, with its own options."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
BENCHES: tuple[tuple[str, ...], ...] = (
    ("delivery/pipeline.py", "--bus", "memory"),
    ("delivery/pipeline.py", "--bus", "postgres"),
    ("delivery/latency.py", "--bus", "postgres"),
    ("staffing/erlang.py",),
    ("staffing/forecast.py",),
    ("staffing/surge.py",),
    ("staffing/attribution.py",),
)


def main() -> int:
    failed = 0
    for bench in BENCHES:
        print(f"\n==> bench/{' '.join(bench)}", flush=True)
        failed += subprocess.run([sys.executable, HERE / bench[0], *bench[1:]], check=False).returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(main())

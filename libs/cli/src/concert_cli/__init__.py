"""The concert command: load, announce, watch, diagnose, and the staffing engine from a file."""

import os

# Before anything here loads NumPy: docs/decisions/0011-one-thread-for-linear-algebra.md
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

"""Forecast, campaign layers, Erlang staffing, schedules, surges and the lost-opportunity ledger."""

import os

# Our matrices are small: threads of the linear algebra library only wait for each other, and a forecast took
# 2.3 s instead of .2 s on two busy cores. It must be said before NumPy is loaded. See docs/decisions/0011.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

"""The array types of the Erlang formulas, and the blocks that keep their loops inside the cache."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
Numbers = float | int | Sequence[float] | npt.NDArray[np.float64] | npt.NDArray[np.int64]

BLOCK = 8192
"""Cases worked on together: three a few float64 buffers of this length fit the second-level cache."""


def blocks_by_length(lengths: FloatArray) -> Iterator[tuple[IntArray, int]]:
    """Yield index blocks of cases whose sums are about equally long, with the longest of each block."""
    if lengths.size <= BLOCK:
        yield np.arange(lengths.size), int(lengths.max(initial=0.0))
        return
    order = np.argsort(lengths)
    for start in range(0, order.size, BLOCK):
        rows = order[start : start + BLOCK]
        yield rows, int(lengths[rows[-1]])

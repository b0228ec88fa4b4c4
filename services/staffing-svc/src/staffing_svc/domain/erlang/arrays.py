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


_SMALLEST_BLOCK = 512


def blocks_by_length(lengths: FloatArray, longest: float) -> Iterator[tuple[IntArray, int]]:
    """Yield index blocks of cases whose sums are about equally long, with the longest length of each block.

    No block holds both lengths up to `longest` and above it: these are computed in two ways.
    """
    size = min(max(lengths.size // 4, _SMALLEST_BLOCK), BLOCK)
    if lengths.size <= size and (lengths.size == 0 or lengths.max() <= longest or lengths.min() > longest):
        yield np.arange(lengths.size), int(lengths.max(initial=0.0))
        return
    order = np.argsort(lengths)
    border = int(np.searchsorted(lengths[order], longest, side="right"))
    for part in (order[:border], order[border:]):
        for start in range(0, part.size, size):
            rows = part[start : start + size]
            yield rows, int(lengths[rows[-1]])

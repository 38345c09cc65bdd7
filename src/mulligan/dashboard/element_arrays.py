"""What differs between two arrays: shape, type of element, statistics, and how many elements.

Invariant: only arrays of numpy's own types are read, by numpy's own code; nothing is copied that is
larger than an array of truth values.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Any

from mulligan.snapshot.summary import storable

_LONGEST = 200


@dataclass(frozen=True)
class ArrayChange:
    """How two arrays differ; `place` is empty, or the index of the only element that does."""

    place: str
    left: str
    right: str


def is_scalar(value: object) -> bool:
    """Tell a single number of numpy's."""
    numpy = sys.modules.get("numpy")
    return numpy is not None and isinstance(value, numpy.generic)


def is_array(value: object) -> bool:
    """Tell an array of numpy, without importing numpy."""
    numpy = sys.modules.get("numpy")
    return numpy is not None and type(value) is numpy.ndarray


def compare(left: Any, right: Any) -> ArrayChange | None:
    """How two arrays differ, None if they do not; two NaN are the same."""
    import numpy

    if left.shape != right.shape or left.dtype != right.dtype:
        return ArrayChange("", described(left), described(right))
    if left.dtype.hasobject or left.dtype.names is not None:
        # Elements that are objects would be compared by their own methods.
        same = left.dtype.names is not None and not left.dtype.hasobject and left.tobytes() == right.tobytes()
        return (
            None if same else ArrayChange("", f"{described(left)}, elements not compared", described(right))
        )
    differs = left != right
    if left.dtype.kind in "fc":
        differs &= ~(numpy.isnan(left) & numpy.isnan(right))
    count = int(numpy.count_nonzero(differs))
    if count == 0:
        return None
    if count == 1:
        at = tuple(int(each[0]) for each in numpy.nonzero(numpy.atleast_1d(differs)))
        place = f"[{', '.join(map(str, at))}]" if left.ndim else ""
        return ArrayChange(
            place, shown(left[at] if left.ndim else left), shown(right[at] if right.ndim else right)
        )
    return ArrayChange(
        "", f"{described(left)}", f"{described(right)}; {count:,} of {left.size:,} elements differ"
    )


def shown(element: Any) -> str:
    """One element as text."""
    return storable(str(element)[:_LONGEST])


def described(array: Any) -> str:
    """Type of element, shape, and for numbers the least, the mean and the largest."""
    shape = " x ".join(f"{each:,}" for each in array.shape) or "scalar"
    text = f"{array.dtype} {shape}"
    if array.size == 0 or array.dtype.kind not in "biuf":
        return text
    least, mean, most = (float(getattr(array, name)()) for name in ("min", "mean", "max"))
    return f"{text}, min {least:.6g}, mean {mean:.6g}, max {most:.6g}"

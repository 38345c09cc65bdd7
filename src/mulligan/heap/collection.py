"""No garbage collection while many objects are made at once.

Invariant: collection is on again afterwards exactly if it was on before. A pass in the middle would
double the time of a large capture, and run finalizers while the state is read.
"""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def collection_paused() -> Iterator[None]:
    """Pause cyclic garbage collection for the duration of a `with` block."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()

"""How long the last frames took.

Invariant: a frame's time is measured around everything that mission control does in it, and keeping it
costs the same whether it is the first frame or the millionth.
"""

from __future__ import annotations

import statistics
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

KEPT_FRAMES = 240


class FrameTimes:
    """The milliseconds of the last `KEPT_FRAMES` frames: of mission control's own work.

    Arguments:
        clock: nanoseconds that only grow.
    """

    def __init__(self, clock: Callable[[], int] = time.perf_counter_ns) -> None:
        self._clock = clock
        self._frames_ms: deque[float] = deque(maxlen=KEPT_FRAMES)

    @contextmanager
    def measured(self) -> Iterator[None]:
        """Measure one frame; one that an exception ends is measured too."""
        start_ns = self._clock()
        try:
            yield
        finally:
            self._frames_ms.append((self._clock() - start_ns) / 1e6)

    @property
    def frames_ms(self) -> list[float]:
        """The milliseconds of each frame, oldest first."""
        return list(self._frames_ms)

    @property
    def median_ms(self) -> float:
        """The frame in the middle; 0 before the first."""
        return statistics.median(self._frames_ms) if self._frames_ms else 0.0

    @property
    def worst_ms(self) -> float:
        """The slowest frame that is remembered; 0 before the first."""
        return max(self._frames_ms, default=0.0)

"""Frame times are measured, bounded in memory, and summed up."""

from __future__ import annotations

import pytest

from mulligan_mma.frame_times import KEPT_FRAMES, FrameTimes


def test_the_last_frames_are_remembered() -> None:
    """A frame that fails is measured too."""
    ticks_ns = iter(range(0, 10**12, 2_000_000))
    times = FrameTimes(lambda: next(ticks_ns))
    assert (times.frames_ms, times.median_ms, times.worst_ms) == ([], 0.0, 0.0)
    with pytest.raises(ZeroDivisionError), times.measured():
        raise ZeroDivisionError
    for _ in range(KEPT_FRAMES + 10):
        with times.measured():
            pass
    assert times.frames_ms == [2.0] * KEPT_FRAMES
    assert (times.median_ms, times.worst_ms) == (2.0, 2.0)

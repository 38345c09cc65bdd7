"""What is handed to Windows, as its headers lay it out for 64 bits."""

from __future__ import annotations

import ctypes

from mulligan_mma.windows_job import KILL_ON_JOB_CLOSE, BasicLimits, ExtendedLimits, kill_on_close


def test_the_limits_are_laid_out_as_in_winnt_h() -> None:
    """A wrong size is refused by Windows, a wrong offset sets another limit."""
    assert (ctypes.sizeof(BasicLimits), ctypes.sizeof(ExtendedLimits)) == (64, 144)
    assert (BasicLimits.limit_flags.offset, BasicLimits.priority_class.offset) == (16, 56)


def test_the_job_ends_with_its_handle() -> None:
    """And nothing else is limited."""
    limits = kill_on_close()
    assert limits.basic.limit_flags == KILL_ON_JOB_CLOSE
    limits.basic.limit_flags = 0
    assert not any(bytes(limits))

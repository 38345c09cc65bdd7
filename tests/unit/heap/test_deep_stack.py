"""Work on a large stack."""

from __future__ import annotations

import contextvars
import sys
import threading

import pytest

from mulligan.heap.deep_stack import frames_for, with_deep_stack


def _down(levels: int) -> int:
    return 0 if levels == 0 else 1 + _down(levels - 1)


def test_work_nests_deeper_than_usual() -> None:
    """Fifty thousand frames fit, and the usual limit is in force again afterwards."""
    usual, stack = sys.getrecursionlimit(), threading.stack_size()
    assert with_deep_stack(lambda: _down(50_000), frames=60_000) == 50_000
    assert (sys.getrecursionlimit(), threading.stack_size()) == (usual, stack)


def test_endless_recursion_is_an_error() -> None:
    """The bound ends it; the process goes on."""
    with pytest.raises(RecursionError, match="nested too deeply"):
        with_deep_stack(lambda: _down(10**9), frames=frames_for(100))


def test_errors_and_context_pass_through() -> None:
    """What the work raises is raised to the caller, and context variables are the caller's."""
    variable = contextvars.ContextVar("variable", default="default")
    variable.set("set")
    assert with_deep_stack(variable.get, frames=1_000) == "set"
    with pytest.raises(KeyError, match="x"):
        with_deep_stack(lambda: {}["x"], frames=1_000)

"""Keeps an exception in the middle of a frame from taking the frame along.

Invariant: after `recover`, ImGui's stacks and ImPlot's stand where they stood at the matching
`enter`, with the same window current, so that the caller's own `end()` and `pop_x()` still match.
Outside of a frame, and on other threads than the one that draws it, the guard touches nothing:
ImGui's recovery functions read the current window without asking whether there is one.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable
from threading import get_ident
from typing import Any

from imgui_bundle import imgui

from mulligan.imgui.contained import draw_contained
from mulligan.imgui.nodes import NodeEditors
from mulligan.imgui.plots import PlotStacks
from mulligan.imgui.retake import Take, take_back
from mulligan.imgui.stacks import Level

OUTSIDE = sys.maxsize
"""The token of a call that the guard leaves alone: a depth that no call has."""

_NO_THREAD = 0  # get_ident() is never zero
# Looked up once: delegates ask for these at every call.
_get_context = imgui.get_current_context
_get_window = imgui.internal.get_current_window_read
_get_table: Callable[[], object] = imgui.internal.get_current_table
_get_tab_bar: Callable[[], object] = imgui.internal.get_current_tab_bar
_store = imgui.internal.error_recovery_store_state
_unwind = imgui.internal.error_recovery_try_to_recover_state


class Guard:
    """What `mulligan.delegation` puts around each delegate while a frame is drawn.

    Tokens are depths: levels nest as calls do, and a level that was left by a BaseException is
    dropped when an outer level ends.
    """

    __slots__ = ("_depth", "_known_plots", "_levels", "_nodes", "_on_trial", "_plots", "_takes", "_thread")

    def __init__(self) -> None:
        self._thread = _NO_THREAD
        self._depth = 0
        self._on_trial = False
        self._plots: PlotStacks | None = None
        self._known_plots: PlotStacks | None = None
        self._nodes = NodeEditors(lambda: self._depth)
        self._levels: list[Level] = []
        self._takes: list[Take | None] = []

    def begin_frame(self, *, on_trial: bool = False) -> None:
        """Guard from here on, on this thread; call it once ImGui's frame has begun.

        Arguments:
            on_trial: watch more closely and take back what a refused delegate drew; slower.
        """
        self._depth = 0
        self._on_trial = on_trial
        self._plots = self._known_plots = PlotStacks.of_current_context(self._known_plots)
        self._nodes.begin_frame()
        self._thread = get_ident()

    def end_frame(self) -> None:
        """Guard no more; call it before the frame is rendered, or once it was given up."""
        self._thread = _NO_THREAD
        self._depth = 0
        self._nodes.end_frame()
        self._levels.clear()
        self._takes.clear()
        if self._plots is not None and _get_context() is not None:
            self._plots.end_frame()
        self._plots = None

    def enter(self) -> int:
        """Remember where the stacks stand; the token goes to `leave` or to `recover`."""
        if get_ident() != self._thread:
            return OUTSIDE
        context: Any = _get_context()
        if context is None:
            return OUTSIDE
        depth = self._depth
        try:
            level = self._levels[depth]
        except IndexError:
            level = self._add_level()
        _store(level.state)
        level.window = _get_window()
        if _get_table() is None and _get_tab_bar() is None and context.current_multi_select is None:
            level.plain = True
        else:
            level.mark_open(context)
        plots = self._plots
        if plots is not None and not plots.is_at_rest():
            plots.enter(depth)
        if self._on_trial:
            self._takes[depth] = Take.now()
        self._depth = depth + 1
        return depth

    def leave(self, token: int) -> None:
        """Check that the stacks stand where they stood at `enter`.

        Raises:
            RuntimeError: the call left something open, or closed something of its caller.
        """
        if token >= self._depth:  # outside, or the frame has ended within the call
            return
        plots = self._plots
        if plots is not None and not plots.is_closed():
            plots.leave(token)
        level = self._levels[token]
        if level.plain and _get_window() is level.window:
            _unwind(level.state)  # raises "Missing EndX()" while ImGui's asserts are on
        else:
            level.check()
        if self._on_trial:
            self._check_closely(token)
        self._depth = token

    def recover(self, token: int, error: BaseException) -> None:
        """Put the stacks back to where they stood at `enter`, after `error` ended the call early."""
        _let_go_of_frames(error)
        if token >= self._depth or get_ident() != self._thread or _get_context() is None:
            return
        if self._plots is not None:
            self._plots.recover(token)
        level = self._levels[token]
        self._nodes.recover(token, level)
        level.unwind(merge_channels=not self._nodes.is_open)
        take = self._takes[token]
        if take is not None:
            take_back(take)
        self._depth = token

    def _add_level(self) -> Level:
        level = Level()
        self._levels.append(level)
        self._takes.append(None)
        return level

    def show_contained(self, name: str, line: str) -> None:
        """Say in place, in the window that is current, that `name` raised and the app goes on."""
        if get_ident() == self._thread and _get_context() is not None:
            draw_contained(name, line)

    def _check_closely(self, token: int) -> None:
        """On trial, also refuse code that pops what its caller has pushed; ImGui lets that pass."""
        if self._plots is not None:
            self._plots.leave(token)
        self._levels[token].compare()


def _let_go_of_frames(error: BaseException) -> None:
    """Destroy the locals of the frames that ended, now: a ListClipper that dies in a later frame, in
    another window, ends the process. The text of the traceback can still be formatted."""
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error, sys.exception()]
    while waiting:
        each = waiting.pop()
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        traceback.clear_frames(each.__traceback__)
        waiting += [each.__cause__, each.__context__]

"""Keeps an exception in the middle of a frame from taking the frame along.

Invariant: after a call that raised, ImGui's stacks and ImPlot's stand where they stood before it, with
the same window current, so that the caller's own `end()` and `pop_x()` still match. Outside of a
frame, and on other threads than the one that draws it, the guard touches nothing: ImGui's recovery
functions read the current window without asking whether there is one.

Every delegate of every frame passes `Guard.call`. What is asked of ImGui there takes most of the time,
so each question is one that nothing else answers, and is asked in the shortest way.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable
from threading import get_ident
from typing import Any

from imgui_bundle import imgui

from mulligan.delegation import Retreat
from mulligan.imgui.contained import draw_contained
from mulligan.imgui.nodes import NodeEditors
from mulligan.imgui.plots import (
    PlotStacks,
    Questions,
    get_aligned_in_column,
    get_aligned_in_row,
    get_colormap,
    get_subplots,
)
from mulligan.imgui.retake import Take, take_back
from mulligan.imgui.stacks import Level, get_selection, get_tab_bar, get_table, is_in_menu_bar

_NO_THREAD = 0  # get_ident() is never zero
_Function = Callable[[Any], Any]
# Looked up once: delegates ask for these at every call. The stubs say that no pointer is ever None.
_get_context: Callable[[], Any] = imgui.get_current_context
_get_window: Callable[[], Any] = imgui.internal.get_current_window_read
_store = imgui.internal.error_recovery_store_state
_unwind = imgui.internal.error_recovery_try_to_recover_state


class Guard:
    """What `mulligan.delegation` puts around each delegate while a frame is drawn.

    Levels nest as calls do. One that was left by a BaseException, such as an interrupt, is dropped
    when an outer one ends.
    """

    __slots__ = (
        "_closely",
        "_known_plots",
        "_level",
        "_nodes",
        "_on_trial",
        "_outermost",
        "_plots",
        "_questions",
        "_thread",
    )

    def __init__(self) -> None:
        self._thread = _NO_THREAD
        self._level = self._outermost = Level()  # the one to be entered next, and the first of all
        self._on_trial = False
        self._closely = False
        self._plots: PlotStacks | None = None
        self._known_plots: PlotStacks | None = None
        self._questions: Questions | None = None
        self._nodes = NodeEditors(lambda: self.depth)

    @property
    def depth(self) -> int:
        """How many guarded calls are in progress on the thread that draws."""
        return self._level.depth

    def begin_frame(self, *, on_trial: bool = False) -> None:
        """Guard from here on, on this thread; call it once ImGui's frame has begun.

        Arguments:
            on_trial: watch more closely and take back what a refused delegate drew; slower.
        """
        self._drop_levels()
        self._outermost.forget_window()
        self._on_trial = on_trial
        plots = self._plots = self._known_plots = PlotStacks.of_current_context(self._known_plots)
        self._questions = None if plots is None else plots.questions
        self._closely = on_trial or (plots is not None and plots.questions is None)
        self._nodes.begin_frame()
        self._thread = get_ident()

    def end_frame(self) -> None:
        """Guard no more; call it before the frame is rendered, or once it was given up."""
        if self._thread == _NO_THREAD:
            return
        self._thread = _NO_THREAD
        self._drop_levels()
        self._nodes.end_frame()
        plots, self._plots = self._plots, None
        if plots is not None and _get_context() is not None:
            plots.end_frame()

    def call(self, function: _Function, app: Any) -> Any:
        """Call `function(app)` and check that the stacks stand where they stood before.

        Raises:
            RuntimeError: the call left something open, or closed something of its caller.
            Exception: what the call itself raised. Either way the stacks have been put back first.
        """
        if get_ident() != self._thread or (context := _get_context()) is None:
            return _call_outside(function, app)
        level, closely, questions = self._level, self._closely, self._questions
        window = _get_window()
        if window is not level.window:
            if window is None:  # the app switched to a context that draws no frame
                return _call_outside(function, app)
            level.enter(window)
        _store(level.state)
        in_menus = level.with_menu_bar and is_in_menu_bar(window)
        if get_table() is None and get_tab_bar() is None and get_selection(context) is None and not in_menus:
            level.plain = True
        else:
            level.mark_open(context)
            closely = True
        if questions is not None:
            marks, get_plot, get_plot_3d, count_colors, count_variables, implot, style, colormap = questions
            if (
                marks
                or get_plot() is not None
                or get_plot_3d() is not None
                or count_colors()
                or count_variables()
                or get_subplots(implot) is not None
                or get_aligned_in_row(implot) is not None
                or get_aligned_in_column(implot) is not None
                or get_colormap(style) != colormap
            ):
                closely = True
                self._note_plots(level)
        take = self._look_closely(level) if closely else None
        inner = self._level = level.inner
        try:
            result = function(app)
            if (
                closely
                or self._level is not inner
                or _get_context() is not context
                or _get_window() is not window
                or (questions is not None and (get_plot() or get_plot_3d() or get_subplots(implot)))
            ):
                self._check(level, context)
            else:
                _unwind(level.state)  # raises "Missing EndX()" while ImGui's asserts are on
                self._level = level
        except (Exception, Retreat) as error:
            self._recover(level, context, take, error)
            raise
        return result

    def show_contained(self, name: str, line: str) -> None:
        """Say in place, in the window that is current, that `name` raised and the app goes on."""
        if get_ident() == self._thread and _get_context() is not None and _get_window() is not None:
            draw_contained(name, line)

    def _note_plots(self, level: Level) -> None:
        if self._plots is not None:
            self._plots.enter(level.depth)

    def _look_closely(self, level: Level) -> Take | None:
        """Note also what was not asked yet and, on trial, what was drawn so far."""
        if self._questions is None:
            self._note_plots(level)
        return Take.now() if self._on_trial else None

    def _check(self, level: Level, context: Any) -> None:
        """Check a level that was looked at closely, or one that does not look as it did."""
        if not self._is_in_progress(level):  # the frame has ended within the call
            return
        current = _get_context()
        if current is context:
            self._check_stacks(level)
        elif current is not None:  # where there is none, its frame was destroyed with it
            raise RuntimeError("set_current_context(): another ImGui context is current than before")
        self._level = level

    def _check_stacks(self, level: Level) -> None:
        plots = self._plots
        if plots is not None and (self._on_trial or not plots.is_closed()):
            plots.leave(level.depth)
        if level.plain and _get_window() is level.window:
            _unwind(level.state)
        else:
            level.check()
        if self._on_trial:  # refuse also what pops what its caller has pushed; ImGui lets that pass
            level.compare()

    def _recover(self, level: Level, context: Any, take: Take | None, error: BaseException) -> None:
        """Put the stacks back to where they stood when `level` was entered, after `error` ended its call."""
        _let_go_of_frames(error)
        if not self._is_in_progress(level):  # the frame has ended within the call
            return
        self._level = level
        current = _get_context()
        if current is None:
            return
        if current is not context:
            imgui.set_current_context(context)
        if _get_window() is None:  # the context was made anew and draws no frame
            return
        if self._plots is not None:
            self._plots.recover(level.depth)
        self._nodes.recover(level.depth, level)
        level.unwind(merge_channels=not self._nodes.is_open)
        if take is not None:
            take_back(take)

    def _is_in_progress(self, level: Level) -> bool:
        """Whether the frame has not ended within the call of `level`."""
        each: Level | None = self._outermost
        while each is not None and each is not self._level:
            if each is level:
                return True
            each = each.inner
        return False

    def _drop_levels(self) -> None:
        """Forget the calls that are still in progress: they will find that their levels are gone."""
        if self._level is not self._outermost:
            self._level = self._outermost = Level()


def _call_outside(function: _Function, app: Any) -> Any:
    """Call where no frame is being drawn, or not on this thread: ImGui is left alone."""
    try:
        return function(app)
    except (Exception, Retreat) as error:
        _let_go_of_frames(error)
        raise


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

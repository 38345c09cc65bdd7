"""ImPlot's own stacks, which ImGui's recovery does not know.

Invariant: a plot that an exception left open is ended before ImGui's windows are, since one open
plot makes every later plot of the process fail; and only what was opened since `enter` is closed.
"""

from __future__ import annotations

from collections.abc import Callable
from types import NoneType
from typing import Any, NamedTuple

from imgui_bundle import imgui, implot, implot3d

from mulligan.imgui.stacks import getter

# Looked up once: delegates ask for these at every call. The stubs say that no pointer is ever None.
get_subplots = getter(implot.internal.Context, "current_subplot")
get_aligned_in_row = getter(implot.internal.Context, "current_alignment_h")
get_aligned_in_column = getter(implot.internal.Context, "current_alignment_v")
get_colormap = getter(implot.Style, "colormap")
_get_plot: Callable[[], object] = implot.internal.get_current_plot
_get_plot_3d: Callable[[], object] = implot3d.internal.get_current_plot
_get_context: Callable[[], Any] = implot.get_current_context
_get_context_3d: Callable[[], Any] = implot3d.get_current_context

_CALLS = {
    "plot": "implot.begin_plot() and end_plot()",
    "subplots": "implot.begin_subplots() and end_subplots()",
    "aligned": "implot.begin_aligned_plots() and end_aligned_plots()",
    "colors": "implot.push_style_color() and pop_style_color()",
    "style_variables": "implot.push_style_var() and pop_style_var()",
    "plot_3d": "implot3d.begin_plot() and end_plot()",
}


class _Mark(NamedTuple):
    """Where ImPlot's stacks stand; as made, nothing is open."""

    plot: bool = False
    subplots: bool = False
    aligned: bool = False
    colors: int = 0
    style_variables: int = 0
    colormap: int = 0
    plot_3d: bool = False


class Questions(NamedTuple):
    """What a guarded call asks of ImPlot, ready to be unpacked and asked in place.

    All stands as at the beginning of the frame where `marks` is empty, both plots are None, both
    counts are 0, the context has no subplots and no aligned plots, and the style has `colormap`.
    """

    marks: dict[int, _Mark]
    get_plot: Callable[[], object]
    get_plot_3d: Callable[[], object]
    count_colors: Callable[[], int]
    count_variables: Callable[[], int]
    context: Any
    style: Any
    colormap: int

    def are_at_rest(self) -> bool:
        """Ask them all."""
        return (
            not self.marks
            and self.get_plot() is None
            and self.get_plot_3d() is None
            and not self.count_colors()
            and not self.count_variables()
            and get_subplots(self.context) is None
            and get_aligned_in_row(self.context) is None
            and get_aligned_in_column(self.context) is None
            and get_colormap(self.style) == self.colormap
        )


class PlotStacks:
    """The stacks of the current ImPlot and ImPlot3D contexts, from `begin_frame` to `end_frame`.

    Most delegates are called while nothing of ImPlot's is open, so only other levels get a mark:
    `enter` is to be called where `questions` are not answered as at the beginning of the frame, or
    where there are none, and `leave` where a mark was made or a plot or subplots are open.

    ImPlot does not tell how many colormaps were pushed. They are popped until the colormap is the
    earlier one again, and the rest at the end of a frame that needed recovery. Of ImPlot3D only an
    open plot is seen; its colours and style variables are popped at the end of such a frame.
    """

    __slots__ = (
        "_colors",
        "_context",
        "_context_3d",
        "_marks",
        "_recovered",
        "_rest",
        "_style",
        "_variables",
        "questions",
    )

    def __init__(self, context: Any, context_3d: Any) -> None:
        self._context = context
        self._context_3d = context_3d
        self._marks: dict[int, _Mark] = {}
        self._recovered = False
        self._rest = _Mark()
        self.questions: Questions | None = None
        if context is not None:
            self._style = context.style
            self._colors = context.color_modifiers.size
            self._variables = context.style_modifiers.size
            self._note_colormap()

    def begin_frame(self) -> None:
        """Nothing of ImPlot's is open between frames; the colormap may be another than before."""
        self._marks.clear()
        self._recovered = False
        if self._context is not None and get_colormap(self._style) != self._rest.colormap:
            self._note_colormap()

    @staticmethod
    def of_current_context(known: PlotStacks | None = None) -> PlotStacks | None:
        """The stacks to watch; None where the app uses no plots.

        Arguments:
            known: those of an earlier frame, which are taken up again where they are the same.
        """
        context, context_3d = _get_context(), _get_context_3d()
        if context is None and context_3d is None:
            return None
        if known is None or known._context is not context or known._context_3d is not context_3d:
            return PlotStacks(context, context_3d)
        known.begin_frame()
        return known

    def _note_colormap(self) -> None:
        colormap = get_colormap(self._style)
        self._rest = _Mark(colormap=colormap)
        self.questions = Questions(
            self._marks,
            _get_plot,
            NoneType if self._context_3d is None else _get_plot_3d,  # no context to be asked: always None
            self._colors,
            self._variables,
            self._context,
            self._style,
            colormap,
        )

    def enter(self, depth: int) -> None:
        """Remember where the stacks stand, as level `depth`."""
        self._marks.pop(depth, None)
        if self._is_current():
            mark = self._mark()
            if mark != self._rest:
                self._marks[depth] = mark

    def is_closed(self) -> bool:
        """Whether nothing is open, nor was at any level, that would make a later plot fail."""
        if not self._is_current():
            return True
        return (
            not self._marks
            and (self._context is None or (_get_plot() is None and get_subplots(self._context) is None))
            and (self._context_3d is None or _get_plot_3d() is None)
        )

    def leave(self, depth: int) -> None:
        """Check everything.

        Raises:
            RuntimeError: something was left open, or something of the caller's was ended.
        """
        if not self._is_current():
            return
        before, now = self._marks.get(depth, self._rest), self._mark()
        if before == now:
            return
        for field, calls in _CALLS.items():
            if getattr(before, field) != getattr(now, field):
                raise RuntimeError(f"{calls} do not match")

    def recover(self, depth: int) -> None:
        """Close what was opened since `enter`, before ImGui closes the windows around it."""
        self._recovered = True
        if self._is_current():
            self._recover_to(self._marks.get(depth, self._rest))

    def end_frame(self) -> None:
        """Close what is left: nothing of ImPlot's is open between frames."""
        self._marks.clear()
        if not self._is_current():
            return
        if self.questions is None or not self.questions.are_at_rest():
            self._recover_to(self._rest)
        if not self._recovered:
            return
        if self._context is not None:
            _pop_all(implot.pop_colormap)
        if self._context_3d is not None:
            for pop in (implot3d.pop_style_color, implot3d.pop_style_var, implot3d.pop_colormap):
                _pop_all(pop)

    def _is_current(self) -> bool:
        """Whether the contexts are those of the frame's beginning: others, or none, are left alone."""
        return _get_context() is self._context and _get_context_3d() is self._context_3d

    def _mark(self) -> _Mark:
        context = self._context
        plot_3d = self._context_3d is not None and _is_open(_get_plot_3d())
        if context is None:
            return _Mark(plot_3d=plot_3d)
        return _Mark(
            _is_open(_get_plot()),
            _is_open(get_subplots(context)),
            _is_aligning(context),
            self._colors(),
            self._variables(),
            get_colormap(self._style),
            plot_3d,
        )

    def _recover_to(self, mark: _Mark) -> None:
        if self._context is not None:
            self._recover_2d(self._context, mark)
        if self._context_3d is not None and _is_open(self._context_3d.current_plot) and not mark.plot_3d:
            _end_plot_3d(self._context_3d)

    def _recover_2d(self, context: implot.internal.Context, mark: _Mark) -> None:
        if _is_open(context.current_plot) and not mark.plot:
            _end_plot(context)
        if _is_open(context.current_subplot) and not mark.subplots:
            _end_subplots(context)
        if _is_aligning(context) and not mark.aligned:
            implot.end_aligned_plots()
        implot.pop_style_color(max(0, self._colors() - mark.colors))
        implot.pop_style_var(max(0, self._variables() - mark.style_variables))
        while self._style.colormap != mark.colormap and _popped(implot.pop_colormap):
            pass


def _is_open(pointer: object) -> bool:
    """Whether ImPlot's pointer to what is open points anywhere."""
    return pointer is not None


def _is_aligning(context: implot.internal.Context) -> bool:
    return _is_open(get_aligned_in_row(context)) or _is_open(get_aligned_in_column(context))


def _end_plot(context: implot.internal.Context) -> None:
    try:
        implot.end_plot()
    except RuntimeError:  # it was half set up: forget it, so that the next plot can begin
        implot.internal.reset_ctx_for_next_plot(context)


def _end_subplots(context: implot.internal.Context) -> None:
    try:
        implot.end_subplots()
    except RuntimeError:  # as above
        implot.internal.reset_ctx_for_next_subplot(context)


def _end_plot_3d(context: implot3d.internal.Context) -> None:
    try:
        implot3d.end_plot()
    except RuntimeError:  # as above
        implot3d.internal.reset_context(context)


def _pop_all(pop: Callable[[int], None]) -> None:
    while _popped(pop):
        pass


def _popped(pop: Callable[[int], None]) -> bool:
    """Pop one; False when there was none, which ImPlot says by an assert."""
    io = imgui.get_io()
    before = (
        io.config_error_recovery_enable_assert,
        io.config_error_recovery_enable_debug_log,
        io.config_error_recovery_enable_tooltip,
    )
    io.config_error_recovery_enable_assert = True
    io.config_error_recovery_enable_debug_log = False
    io.config_error_recovery_enable_tooltip = False
    try:
        pop(1)
    except RuntimeError:
        return False
    finally:
        io.config_error_recovery_enable_assert = before[0]
        io.config_error_recovery_enable_debug_log = before[1]
        io.config_error_recovery_enable_tooltip = before[2]
    return True

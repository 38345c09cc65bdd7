"""ImGui's stacks: where they stand, and how to get back there in the middle of a frame.

Invariant: only what lies above a level is closed. ImGui's own recovery would also end the tables,
tab bars and selections of the current window that the caller has begun, since it does not count them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from imgui_bundle import imgui

_Window = imgui.internal.Window
_Context = imgui.internal.Context

_STACKS = tuple(name for name in dir(imgui.internal.ErrorRecoveryState) if name.startswith("size_of"))

# Looked up once: delegates ask for these at every call.
_get_context = imgui.get_current_context
_get_window = imgui.internal.get_current_window_read
_store = imgui.internal.error_recovery_store_state
_State = imgui.internal.ErrorRecoveryState

# In the order in which ImGui's own recovery closes them.
_POPS: dict[str, Callable[[], object]] = {
    "size_of_tree_stack": imgui.tree_pop,
    "size_of_group_stack": imgui.end_group,
    "size_of_id_stack": imgui.pop_id,
    "size_of_disabled_stack": imgui.end_disabled,
    "size_of_color_stack": imgui.pop_style_color,
    "size_of_item_flags_stack": imgui.pop_item_flag,
    "size_of_style_var_stack": imgui.pop_style_var,
    "size_of_font_stack": imgui.pop_font,
    "size_of_focus_scope_stack": imgui.internal.pop_focus_scope,
}


class Level:
    """Where the stacks of the current context stood; made once, marked again and again.

    A level is plain when its caller has no table, tab bar or selection open in the window. What is
    asked of ImGui at every call is then kept to a minimum.
    """

    __slots__ = ("columns", "plain", "selections", "state", "tab_bars", "tables", "window")

    def __init__(self) -> None:
        self.state = _State()
        self.window: _Window | None = None
        self.plain = True
        self.tables = 0
        self.tab_bars = 0
        self.selections = 0
        self.columns = False

    def mark(self, context: Any) -> None:
        """Note where the stacks of the current context stand. There must be a frame."""
        _store(self.state)
        self.window = _get_window()
        self.plain = (
            context.current_table is None
            and context.current_tab_bar is None
            and context.current_multi_select is None
        )
        if not self.plain:
            self.mark_open(context)

    def mark_open(self, context: Any) -> None:
        """Note what the caller has open in a window that is marked and where something is."""
        self.plain = False
        # Counts, not pointers: ImGui moves its tables and tab bars when it needs room for more.
        self.tables = context.tables_temp_data_stacked
        self.tab_bars = context.current_tab_bar_stack.size()
        self.selections = context.multi_select_temp_data_stacked
        self.columns = has_columns(_get_window())

    def check(self) -> None:
        """Check a level that is not plain, where ImGui would take what the caller has begun for forgotten.

        Raises:
            RuntimeError: something was left open, or another window is current.
        """
        if _get_window() is not self.window:
            raise RuntimeError("begin() and end() do not match: another window is current than before")
        self.compare()

    def compare(self) -> None:
        """Check that every stack stands exactly where it stood, also that nothing of the caller's was taken.

        Raises:
            RuntimeError: one does not.
        """
        now = Level()
        now.mark(_get_context())
        if now.plain != self.plain or (now.tables, now.tab_bars, now.selections) != (
            self.tables,
            self.tab_bars,
            self.selections,
        ):
            raise RuntimeError("begin_x() and end_x() of a table, tab bar or selection do not match")
        for stack in _STACKS:
            before, after = getattr(self.state, stack), getattr(now.state, stack)
            if before != after:
                words = stack.removeprefix("size_of_").replace("_", " ")
                fault = "left something on" if after > before else "took something from"
                raise RuntimeError(
                    f"the call {fault} ImGui's {words}: push and pop, or begin and end, differ"
                )

    def unwind(self, *, merge_channels: bool = True) -> None:
        """Close what was opened since, and stand in for what was closed of the caller's.

        Arguments:
            merge_channels: put the channels that the window's drawing may have been split into
                together; not where the caller has split it.
        """
        context: Any = _get_context()
        with _asserts_off(context):
            self._unwind_windows(context)
            while self._has_more_tables(context):
                imgui.end_table()
            if not self.plain and not self.columns and has_columns(context.current_window):
                imgui.internal.end_columns()
            while self._has_more_tab_bars(context):
                imgui.end_tab_bar()
            while self._has_more_selections(context):
                imgui.end_multi_select()
            self._pop()
            self._refill()
            if merge_channels:
                imgui.get_window_draw_list().channels_merge()

    def has_more_groups_or_windows(self) -> bool:
        """Whether a group or a window was begun since and not ended."""
        now, before = _State(), self.state
        _store(now)
        return bool(
            now.size_of_group_stack > before.size_of_group_stack
            or now.size_of_window_stack > before.size_of_window_stack
        )

    def _has_more_tables(self, context: Any) -> bool:
        if self.plain:
            return context.current_table is not None
        return bool(context.tables_temp_data_stacked > self.tables)

    def _has_more_tab_bars(self, context: Any) -> bool:
        if self.plain:
            return context.current_tab_bar is not None
        return bool(context.current_tab_bar_stack.size() > self.tab_bars)

    def _has_more_selections(self, context: Any) -> bool:
        if self.plain:
            return context.current_multi_select is not None
        return bool(context.multi_select_temp_data_stacked > self.selections)

    def _unwind_windows(self, context: _Context) -> None:
        """Make the caller's window current again, whether the call began others or ended it."""
        height = self.state.size_of_window_stack
        while context.current_window_stack.size() > height:
            _end_top_window(context)
        if self.window is None or _get_window() is self.window:
            return
        while context.current_window_stack.size() >= height:  # another one stands in its place
            _end_top_window(context)
        missing = height - context.current_window_stack.size()
        for window in reversed(_with_parents(self.window, missing)):
            imgui.begin(window.name)

    def _pop(self) -> None:
        now = _State()
        for stack, pop in _POPS.items():
            _store(now)  # again each time: tree_pop() pops an id too
            for _ in range(getattr(now, stack) - getattr(self.state, stack)):
                pop()

    def _refill(self) -> None:
        """Push stand-ins for what the call popped of its caller's, so that the caller's own pops match."""
        now, before = _State(), self.state
        _store(now)
        for _ in range(before.size_of_focus_scope_stack - now.size_of_focus_scope_stack):
            _resume_half_ended_window(_get_window())
        for _ in range(before.size_of_id_stack - now.size_of_id_stack):
            imgui.push_id("taken by a call that raised")
        for _ in range(before.size_of_color_stack - now.size_of_color_stack):
            imgui.push_style_color(imgui.Col_.text.value, imgui.get_style().color_(imgui.Col_.text.value))
        for _ in range(before.size_of_style_var_stack - now.size_of_style_var_stack):
            imgui.push_style_var(imgui.StyleVar_.alpha.value, imgui.get_style().alpha)
        for _ in range(before.size_of_item_flags_stack - now.size_of_item_flags_stack):
            imgui.push_item_flag(imgui.ItemFlags_.none.value, False)


def has_columns(window: _Window) -> bool:
    """Whether the window is divided into columns of the older kind, which are on no stack."""
    columns: object = window.dc.current_columns
    return columns is not None


@contextmanager
def _asserts_off(context: _Context) -> Iterator[None]:
    """With asserts on, every "Missing EndX()" that recovery meets would raise once more."""
    io = imgui.get_io()
    before = (
        io.config_error_recovery_enable_assert,
        io.config_error_recovery_enable_debug_log,
        io.config_error_recovery_enable_tooltip,
        context.debug_log_flags,
    )
    io.config_error_recovery_enable_assert = False
    io.config_error_recovery_enable_debug_log = True  # ImGui insists on one of the three,
    context.debug_log_flags = 0  # and would print each line to the app's standard output
    io.config_error_recovery_enable_tooltip = False
    try:
        yield
    finally:
        io.config_error_recovery_enable_assert = before[0]
        io.config_error_recovery_enable_debug_log = before[1]
        io.config_error_recovery_enable_tooltip = before[2]
        context.debug_log_flags = before[3]


def _end_top_window(context: _Context) -> None:
    """End the window on top as ImGui's own recovery does; that closes everything in it."""
    window = context.current_window
    if not window.flags & imgui.WindowFlags_.child_window.value:
        imgui.end()
    elif _is_inner_window_of_table(context, window):
        imgui.end_table()
    else:
        imgui.end_child()


def _is_inner_window_of_table(context: _Context, window: _Window) -> bool:
    table: imgui.internal.Table | None = context.current_table
    return table is not None and table.inner_window is window


def _with_parents(window: _Window, count: int) -> list[_Window]:
    """`window` and those it was begun in, `count` in all, innermost first."""
    found = [window]
    while len(found) < count:
        parent: _Window | None = found[-1].parent_window_in_begin_stack
        if parent is None:
            break
        found.append(parent)
    return found


def _resume_half_ended_window(window: _Window) -> None:
    """Redo what an extra end() undid before it noticed that ids of the caller were still pushed."""
    imgui.internal.push_focus_scope(window.id_)
    imgui.push_clip_rect(window.inner_clip_rect.min, window.inner_clip_rect.max, True)

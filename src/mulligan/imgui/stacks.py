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


def getter(kind: type, attribute: str) -> Callable[[Any], Any]:
    """The function that reads an attribute of one of ImGui's types: half as long as the attribute takes."""
    read: Callable[[Any], Any] = vars(kind)[attribute].fget
    return read


# Looked up once: delegates ask for these at every call. The stubs say that no pointer is ever None.
_get_context: Callable[[], Any] = imgui.get_current_context
_get_window: Callable[[], Any] = imgui.internal.get_current_window_read
get_table: Callable[[], object] = imgui.internal.get_current_table
get_tab_bar: Callable[[], object] = imgui.internal.get_current_tab_bar
get_selection = getter(imgui.internal.Context, "current_multi_select")
_count_tables = getter(imgui.internal.Context, "tables_temp_data_stacked")
_count_selections = getter(imgui.internal.Context, "multi_select_temp_data_stacked")
_store = imgui.internal.error_recovery_store_state
_State = imgui.internal.ErrorRecoveryState

_NOWHERE = object()  # no window, and not the None of a context that draws no frame
_MENU_BAR = imgui.WindowFlags_.menu_bar.value
_SIZES = {
    name: getter(_State, name)
    for name in dir(imgui.internal.ErrorRecoveryState)
    if name.startswith("size_of")
}

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


def is_in_menu_bar(window: Any) -> bool:
    """Whether the window's menu bar is being drawn, which is on no stack."""
    return bool(window.dc.menu_bar_appending)


class Level:
    """Where the stacks of the current context stood; made once, marked again and again.

    A level is plain when its caller has no table, tab bar or selection open and is not in the menu bar
    of the window. What is asked of ImGui at every call is then kept to a minimum.
    """

    __slots__ = (
        "columns",
        "depth",
        "in_menu_bar",
        "inner",
        "plain",
        "selections",
        "state",
        "tab_bars",
        "tables",
        "window",
        "with_menu_bar",
    )

    def __init__(self, depth: int = 0) -> None:
        self.depth = depth
        self.inner: Any = None  # the level of the calls within this one, from `enter` on
        self.state = _State()
        self.window: Any = _NOWHERE
        self.with_menu_bar = False
        self.plain = True
        self.tables = 0
        self.tab_bars = 0
        self.selections = 0
        self.in_menu_bar = False
        self.columns = False

    def mark(self, context: Any) -> None:
        """Note where the stacks of the current context stand. There must be a frame."""
        _store(self.state)
        self.enter(_get_window())
        self.plain = self._is_plain_now(context)
        if not self.plain:
            self.mark_open(context)

    def enter(self, window: Any) -> None:
        """Note in which window the level is; once a frame, since a window's flags may change in between."""
        self.window = window
        self.with_menu_bar = bool(window.flags & _MENU_BAR)
        if self.inner is None:
            self.inner = Level(self.depth + 1)

    def forget_window(self) -> None:
        """Enter the window anew in the next frame, at the levels within this one too."""
        level = self
        while level is not None:
            level.window = _NOWHERE
            level = level.inner

    def mark_open(self, context: Any) -> None:
        """Note what the caller has open in a window that is marked and where something is."""
        self.plain = False
        self.tables, self.tab_bars, self.selections, self.in_menu_bar = self._opened_now(context)
        self.columns = has_columns(self.window)

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
        context = _get_context()
        plain, opened = self.plain, (self.tables, self.tab_bars, self.selections, self.in_menu_bar)
        if plain != self._is_plain_now(context) or (not plain and opened != self._opened_now(context)):
            raise RuntimeError(
                "begin_x() and end_x() of a table, tab bar, selection or menu bar do not match"
            )
        now = _State()
        _store(now)
        for stack, size in _SIZES.items():
            before, after = size(self.state), size(now)
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
        context = _get_context()
        in_menu_bar = not self.plain and self.in_menu_bar
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
            if self._is_in_menu_bar_now() and not in_menu_bar:
                imgui.end_menu_bar()
            self._pop()
            if in_menu_bar and not self._is_in_menu_bar_now():
                imgui.begin_menu_bar()
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

    def _is_plain_now(self, context: Any) -> bool:
        return (
            get_table() is None
            and get_tab_bar() is None
            and get_selection(context) is None
            and not self._is_in_menu_bar_now()
        )

    def _opened_now(self, context: Any) -> tuple[int, int, int, bool]:
        """What ImGui would end for the caller: tables, tab bars, selections, and whether it is a menu bar.

        Counts, not pointers: ImGui moves its tables and tab bars when it needs room for more.
        """
        return (
            _count_tables(context),
            context.current_tab_bar_stack.size(),
            _count_selections(context),
            self._is_in_menu_bar_now(),
        )

    def _is_in_menu_bar_now(self) -> bool:
        return self.with_menu_bar and is_in_menu_bar(self.window)

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
        if _get_window() is self.window:
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

"""Panels that fail in the middle of everything, for the guard's matrix.

Each leaves ImGui in another kind of disorder. Those whose leftovers can end the process
are in `ABORTING`, so that tests run them in a process of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from imgui_bundle import imgui

Panel = Callable[[], Any]
PANELS: dict[str, Panel] = {}
ABORTING = {"in_a_clipper", "in_a_clipper_in_a_table", "with_a_clipper_kept_by_a_generator"}


def panel(function: Panel) -> Panel:
    """Put a panel into the matrix under its own name."""
    PANELS[function.__name__.removeprefix("_")] = function
    return function


def fail() -> None:
    """What the refused edit does."""
    raise ValueError("boom")


@panel
def _at_once() -> None:
    fail()


@panel
def _in_nested_windows() -> None:
    imgui.begin("one")
    imgui.begin("two")
    imgui.begin("three")
    fail()


@panel
def _in_a_child() -> None:
    imgui.begin_child("child", (100, 100))
    imgui.begin_child("grandchild", (50, 50))
    fail()


@panel
def _in_a_child_of_a_new_window() -> None:
    imgui.begin("own")
    imgui.begin_child("child", (100, 100))
    fail()


@panel
def _with_ids_pushed() -> None:
    imgui.push_id("a")
    imgui.push_id(7)
    fail()


@panel
def _with_colours_pushed() -> None:
    imgui.push_style_color(imgui.Col_.text.value, (1, 0, 0, 1))
    imgui.push_style_color(imgui.Col_.button.value, (1, 0, 0, 1))
    fail()


@panel
def _with_style_variables_pushed() -> None:
    imgui.push_style_var(imgui.StyleVar_.alpha.value, 0.5)
    imgui.push_style_var(imgui.StyleVar_.frame_padding.value, (9, 9))
    fail()


@panel
def _with_a_font_pushed() -> None:
    imgui.push_font(None, 31.0)
    fail()


@panel
def _with_item_width_and_flags_pushed() -> None:
    imgui.push_item_width(40)
    imgui.push_item_flag(imgui.ItemFlags_.button_repeat.value, True)
    imgui.push_text_wrap_pos(50)
    fail()


@panel
def _in_a_disabled_block() -> None:
    imgui.begin_disabled()
    imgui.begin_disabled()
    fail()


@panel
def _in_a_group() -> None:
    imgui.begin_group()
    imgui.begin_group()
    fail()


@panel
def _in_a_table() -> None:
    imgui.begin_table("table", 3)
    imgui.table_next_row()
    imgui.table_next_column()
    imgui.text("cell")
    fail()


@panel
def _in_a_scrolling_table() -> None:
    imgui.begin_table("scrolling", 2, imgui.TableFlags_.scroll_y.value, (200, 100))
    imgui.table_next_column()
    fail()


@panel
def _in_nested_tables() -> None:
    imgui.begin_table("outer", 2)
    imgui.table_next_column()
    imgui.begin_table("inner", 2)
    imgui.table_next_column()
    fail()


@panel
def _in_columns() -> None:
    imgui.columns(3, "columns")
    imgui.next_column()
    fail()


@panel
def _in_a_tab_bar() -> None:
    imgui.begin_tab_bar("tabs")
    fail()


@panel
def _in_a_tab() -> None:
    imgui.begin_tab_bar("tabs")
    imgui.begin_tab_item("tab")
    fail()


@panel
def _in_a_tree() -> None:
    imgui.set_next_item_open(True)
    imgui.tree_node("branch")
    imgui.set_next_item_open(True)
    imgui.tree_node("twig")
    fail()


@panel
def _in_a_collapsing_header() -> None:
    imgui.set_next_item_open(True)
    imgui.collapsing_header("header")
    imgui.indent()
    fail()


@panel
def _in_a_menu_bar() -> None:
    imgui.begin("with menus", None, imgui.WindowFlags_.menu_bar.value)
    imgui.begin_menu_bar()
    fail()


@panel
def _in_the_main_menu_bar() -> None:
    imgui.begin_main_menu_bar()
    fail()


@panel
def _in_a_menu() -> None:
    imgui.begin_main_menu_bar()
    imgui.open_popup("menu")
    imgui.begin_menu("menu")
    fail()


@panel
def _in_a_popup() -> None:
    imgui.open_popup("popup")
    imgui.begin_popup("popup")
    fail()


@panel
def _in_nested_popups() -> None:
    imgui.open_popup("popup")
    imgui.begin_popup("popup")
    imgui.open_popup("second")
    imgui.begin_popup("second")
    fail()


@panel
def _in_a_modal() -> None:
    imgui.open_popup("modal")
    imgui.begin_popup_modal("modal")
    imgui.text("sure?")
    fail()


@panel
def _in_a_tooltip() -> None:
    imgui.begin_tooltip()
    imgui.text("tip")
    fail()


@panel
def _in_a_combo() -> None:
    imgui.begin_combo("combo", "chosen")
    fail()


@panel
def _in_a_list_box() -> None:
    imgui.begin_list_box("list", (100, 60))
    fail()


@panel
def _in_a_drag_and_drop_source() -> None:
    imgui.button("drag me")
    imgui.begin_drag_drop_source(imgui.DragDropFlags_.source_extern.value)
    fail()


@panel
def _in_a_multi_selection() -> None:
    imgui.begin_multi_select(imgui.MultiSelectFlags_.none.value)
    fail()


@panel
def _in_a_clip_rectangle() -> None:
    imgui.push_clip_rect((0, 0), (10, 10), True)
    fail()


@panel
def _in_split_channels() -> None:
    draw_list = imgui.get_window_draw_list()
    draw_list.channels_split(2)
    draw_list.channels_set_current(1)
    imgui.text("above")
    fail()


@panel
def _in_a_clipper() -> None:
    clipper = imgui.ListClipper()
    clipper.begin(1000)
    while clipper.step():
        for row in range(clipper.display_start, clipper.display_end):
            imgui.text(f"row {row}")
            fail()


@panel
def _in_a_clipper_in_a_table() -> None:
    imgui.begin_table("rows", 1, imgui.TableFlags_.scroll_y.value, (200, 100))
    clipper = imgui.ListClipper()
    clipper.begin(1000)
    while clipper.step():
        imgui.table_next_column()
        fail()


@panel
def _with_a_clipper_kept_by_a_generator() -> None:
    def rows() -> Any:
        clipper = imgui.ListClipper()
        clipper.begin(1000)
        while clipper.step():
            yield clipper.display_start

    for _ in rows():
        fail()


@panel
def _missing_end() -> None:
    imgui.begin("never ended")


@panel
def _missing_end_child() -> None:
    imgui.begin_child("never ended", (100, 100))


@panel
def _missing_end_table() -> None:
    imgui.begin_table("never ended", 2)


@panel
def _missing_pop_id() -> None:
    imgui.push_id("never popped")


@panel
def _missing_pop_style_color() -> None:
    imgui.push_style_color(imgui.Col_.text.value, (1, 0, 0, 1))


@panel
def _extra_end() -> None:
    imgui.end()


@panel
def _extra_end_then_fail() -> None:
    imgui.end()
    fail()


@panel
def _several_extra_ends() -> None:
    imgui.end()
    imgui.end()
    imgui.end()


@panel
def _extra_end_then_another_begin() -> None:
    imgui.end()
    imgui.begin("in its place")


@panel
def _extra_end_then_windows_then_fail() -> None:
    imgui.end()
    imgui.begin("in its place")
    imgui.begin("and more")
    fail()


@panel
def _extra_end_child() -> None:
    imgui.end_child()


@panel
def _extra_end_table() -> None:
    imgui.end_table()


@panel
def _endless_recursion() -> None:
    imgui.push_id("deeper")
    _endless_recursion()


@panel
def _recursion_through_windows() -> None:
    def deeper(level: int) -> None:
        imgui.begin(f"level {level}")
        if level == 40:
            fail()
        deeper(level + 1)

    deeper(0)


@panel
def _in_an_input_callback() -> None:
    imgui.set_keyboard_focus_here()
    imgui.input_text("field", "text", imgui.InputTextFlags_.callback_always.value, _failing_callback)
    raise ValueError("the callback was not called")


def _failing_callback(data: imgui.InputTextCallbackData) -> int:
    raise ValueError("boom in the callback")


@panel
def _with_a_type_error_of_the_binding() -> None:
    imgui.begin("own")
    imgui.text(42)  # type: ignore[arg-type]


@panel
def _in_an_except_block() -> None:
    imgui.begin("own")
    try:
        fail()
    except ValueError as error:
        imgui.begin_child("child")
        raise KeyError("while handling") from error

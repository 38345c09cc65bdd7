"""Takes back what a refused delegate drew, so that the good code draws the frame alone.

Invariant: after `take_back`, the windows that the call began are as if they had not been begun in
this frame, and the window it was called in draws from where the cursor stood. Otherwise the frame
in which a trial fails would show the panel twice, half of it from code that never was.

It is for trials only: the contents of every window are looked at, which a frame can afford once.
"""

from __future__ import annotations

from dataclasses import dataclass

from imgui_bundle import imgui

from mulligan.imgui.stacks import has_columns

_Window = imgui.internal.Window


@dataclass(frozen=True)
class Take:
    """What was drawn when a call began."""

    host: _Window
    begun: frozenset[int]
    commands: int
    elements: int
    clip_rects: int
    children: int
    cursor: tuple[float, float]
    furthest: tuple[float, float]
    focused: _Window | None
    active_id: int
    active_window: _Window | None
    just_activated: bool
    edited_before: bool

    @classmethod
    def now(cls) -> Take | None:
        """Note what is drawn so far; None where the window draws into several channels, as tables do."""
        host = imgui.internal.get_current_window_read()
        if host.draw_list._splitter._count > 1 or has_columns(host) or _is_in_table(host):
            return None
        context, frame, commands = (
            imgui.get_current_context(),
            imgui.get_frame_count(),
            host.draw_list.cmd_buffer,
        )
        return cls(
            host=host,
            begun=frozenset(each.id_ for each in _windows() if each.last_frame_active == frame),
            commands=commands.size(),
            elements=commands[commands.size() - 1].elem_count,
            clip_rects=host.draw_list._clip_rect_stack.size(),
            children=host.dc.child_windows.size(),
            cursor=(host.dc.cursor_pos.x, host.dc.cursor_pos.y),
            furthest=(host.dc.cursor_max_pos.x, host.dc.cursor_max_pos.y),
            focused=context.nav_window,
            active_id=context.active_id,
            active_window=context.active_id_window,
            just_activated=context.active_id_is_just_activated,
            edited_before=context.active_id_has_been_edited_before,
        )


def take_back(take: Take) -> None:
    """Undo the drawing since `take`. The ImGui stacks stand where they stood then."""
    host, frame = take.host, imgui.get_frame_count()
    if imgui.internal.get_current_window_read() is not host:
        return
    if has_columns(host):
        imgui.internal.end_columns()
    for window in _windows():
        if window.last_frame_active == frame and window.id_ not in take.begun:
            _forget_begin(window, frame)
    while host.draw_list._clip_rect_stack.size() > take.clip_rects:
        imgui.pop_clip_rect()
    _hide_commands(take)
    while host.dc.child_windows.size() > take.children:
        host.dc.child_windows.pop_back()
    host.dc.cursor_pos = imgui.ImVec2(*take.cursor)
    host.dc.cursor_max_pos = imgui.ImVec2(*take.furthest)
    _give_focus_back(take)


def _give_focus_back(take: Take) -> None:
    """A window takes the focus when it appears, and with it the field that a person is typing into."""
    context = imgui.get_current_context()
    if take.focused is not None and context.nav_window is not take.focused:
        imgui.internal.focus_window(take.focused)
    if context.active_id != take.active_id and take.active_window is not None:
        imgui.internal.set_active_id(take.active_id, take.active_window)
        # A field that was just activated ignores the keys of that frame.
        context.active_id_is_just_activated = take.just_activated
        context.active_id_has_been_edited_before = take.edited_before


def _windows() -> list[_Window]:
    return list(imgui.get_current_context().windows)


def _is_in_table(window: _Window) -> bool:
    table: object = imgui.get_current_context().current_table
    return table is not None and window.dc.current_table_idx >= 0


def _forget_begin(window: _Window, frame: int) -> None:
    """Make the next `begin` of the window the first of this frame: it starts to draw afresh."""
    window.last_frame_active = frame - 1
    window.begin_count = 0
    # What begin() measures next is the content of the last whole frame again, not of half a panel.
    start, content, ideal = window.dc.cursor_start_pos, window.content_size, window.content_size_ideal
    window.dc.cursor_max_pos = imgui.ImVec2(start.x + content.x, start.y + content.y)
    window.dc.ideal_max_pos = imgui.ImVec2(start.x + ideal.x, start.y + ideal.y)
    window.active = False  # unless it is begun again, it is none of this frame's windows
    node = window.dock_node_as_host
    if node is not None and node.last_frame_active == frame:
        node.last_frame_active = frame - 1  # a dock space may be submitted once a frame


def _hide_commands(take: Take) -> None:
    """Draw nothing of what was added. The vertices stay, so that what comes next has its own place."""
    draw_list = take.host.draw_list
    commands = draw_list.cmd_buffer
    commands[take.commands - 1].elem_count = take.elements
    for index in range(take.commands, commands.size()):
        commands[index].elem_count = 0
    draw_list.add_draw_cmd()

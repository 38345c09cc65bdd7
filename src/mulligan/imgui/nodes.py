"""The node editor's open node, which ImGui's recovery does not know.

Invariant: a node or pin that an exception left open is ended, since with one open node every later
node of that editor fails. The editor itself starts afresh with its next `begin`; until the frame
ends, child windows fail in the window that it was in. It is not ended here, since nothing tells
whether it was begun, and ending one that was not would end the process.
"""

from __future__ import annotations

import contextlib

from imgui_bundle import imgui_node_editor

from mulligan.imgui.stacks import Level


def end_open_node(level: Level) -> None:
    """End the pin and the node that were begun since `level`, while their windows are still open.

    The editor does not tell whether a node is open, but a node is also a group of ImGui's: without a
    new group there is no new node, and the caller's own is left alone.
    """
    editor: object = imgui_node_editor.get_current_editor()
    if editor is None or not level.has_more_groups_or_windows():
        return
    for end in (imgui_node_editor.end_pin, imgui_node_editor.end_node):
        with contextlib.suppress(RuntimeError):  # none was open
            end()

"""The node editor's open nodes, which ImGui's recovery does not know.

Invariant: a node, a pin and an editor that an exception left open are ended, in the window and on the
level where they were begun; what the caller of the delegate has begun is left alone. The editor does
not tell whether it was begun, and ending one that was not would end the process: so `begin` and `end`
of `imgui_node_editor` are watched while a frame is drawn. An app that took those two functions out of
the module before is not seen; its editor starts afresh with its next `begin`.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

from imgui_bundle import imgui, imgui_node_editor

from mulligan.imgui.stacks import Level


class NodeEditors:
    """Knows in which guarded call the node editor that is open was begun.

    Arguments:
        depth: how many guarded calls are in progress.
    """

    __slots__ = ("_begin", "_depth", "_end", "_levels")

    def __init__(self, depth: Callable[[], int]) -> None:
        self._depth = depth
        self._begin: Callable[..., Any] | None = None
        self._end: Callable[..., Any] | None = None
        self._levels: list[tuple[int, Level]] = []

    def begin_frame(self) -> None:
        """Watch the editors from here on; once more after a frame that was given up does no harm."""
        self.end_frame()
        self._begin, self._end = imgui_node_editor.begin, imgui_node_editor.end
        imgui_node_editor.begin, imgui_node_editor.end = self._watched_begin, self._watched_end

    def end_frame(self) -> None:
        """Watch them no more."""
        if self._begin is not None and self._end is not None:
            imgui_node_editor.begin, imgui_node_editor.end = self._begin, self._end
        self._begin = self._end = None
        self._levels.clear()

    @property
    def is_open(self) -> bool:
        """Whether an editor is known to be between its `begin` and its `end`."""
        return bool(self._levels)

    def recover(self, token: int, level: Level) -> None:
        """End what was begun since `level`, the one of the guarded call `token`."""
        while self._levels and self._levels[-1][0] > token:
            self._close(self._levels.pop()[1])
        _end_open_node(level)

    def _close(self, begun: Level) -> None:
        """End an editor as its `end` would, with all that was begun since its `begin` closed before."""
        _end_open_node(begun)
        begun.unwind(merge_channels=False)  # the editor has split the drawing of its window
        with contextlib.suppress(RuntimeError):  # begun twice: nothing can be ended any more
            while imgui_node_editor.is_suspended():
                imgui_node_editor.resume()
            _end_open_node(begun)
            if self._end is not None:
                self._end()

    def _watched_begin(self, *args: Any, **kwargs: Any) -> None:
        if self._begin is not None:
            self._begin(*args, **kwargs)
            level = Level()
            level.mark(imgui.get_current_context())
            self._levels.append((self._depth(), level))

    def _watched_end(self) -> None:
        if self._levels:
            self._levels.pop()
        if self._end is not None:
            self._end()


def _end_open_node(level: Level) -> None:
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

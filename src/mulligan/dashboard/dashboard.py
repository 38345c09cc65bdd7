"""The dashboard: its panels, and the ways to show them.

Invariant: a frame is: take notice, draw models, apply what was asked for. Whatever is drawn how often
in one frame, the journal is glanced at once.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Literal

from imgui_bundle import ImVec2, hello_imgui, imgui

from mulligan.dashboard.actions import Actions, InspectionActions, LiveActions
from mulligan.dashboard.controller import Controller
from mulligan.dashboard.insight import Insight
from mulligan.dashboard.intents import Intent
from mulligan.dashboard.panels.history import HistoryPanel
from mulligan.dashboard.panels.now import NowPanel, draw_standing
from mulligan.dashboard.panels.problems import ProblemsPanel
from mulligan.dashboard.panels.source import SourcePanel
from mulligan.dashboard.panels.state import StatePanel
from mulligan.dashboard.panels.timeline import TimelinePanel
from mulligan.dashboard.theme import em
from mulligan.dashboard.words import safe_lines
from mulligan.imgui.installation import wake

if TYPE_CHECKING:
    from mulligan_store.inspection import Inspection

PanelName = Literal["Now", "History", "Source", "State", "Timeline", "Problems"]
PANELS: tuple[PanelName, ...] = ("Now", "History", "Source", "State", "Timeline", "Problems")
TITLE = "Mulligan"
_WIDE_EM = 72.0
_LEFT_SHARE = 0.5
_SHARE_OF_SCREEN = 0.94
_NO_FRAME = -1


class Dashboard:
    """The panels of one session, or of one journal.

    Keep it for as long as it is shown. On an app, it belongs to the live keys.

    Arguments:
        app: the app of the running session; its state is compared with that of entries. None leaves
            that out.
        journal: look at this journal instead of the running session; nothing is written then.
        actions: for hosts that drive a session of their own; takes the place of both.
        clipboard: takes a text to be copied; ImGui's clipboard by default.
    """

    def __init__(
        self,
        app: object | None = None,
        *,
        journal: Inspection | None = None,
        actions: Actions | None = None,
        clipboard: Callable[[str], None] | None = None,
    ) -> None:
        insight: Insight | None = None
        if actions is None and journal is not None:
            actions = InspectionActions(journal)
        elif actions is None:
            actions = LiveActions(app)
            insight = Insight(app, actions.journal, wake)
        self.controller = Controller(actions, copy=clipboard or _copy, insight=insight, wake=wake)
        self._now = NowPanel()
        self._history = HistoryPanel()
        self._source = SourcePanel()
        self._state = StatePanel()
        self._timeline = TimelinePanel()
        self._problems = ProblemsPanel()
        self._frame = _NO_FRAME

    def render(self) -> None:
        """Draw all panels, in a frame: into the current window, or outside of any into one of their own."""
        if imgui.internal.get_current_window_read().is_fallback_window:
            self.render_window()
        else:
            self._begin_frame()
            imgui.push_id("mulligan dashboard")
            if imgui.get_content_region_avail().x >= em(_WIDE_EM):
                self._render_wide()
            else:
                self._render_tabs(PANELS, is_alone=True)
            imgui.pop_id()

    def render_window(self, title: str = TITLE, *, closable: bool = False) -> bool:
        """Draw all panels as one window; False once a person has closed it.

        Arguments:
            title: of the window; ImGui's id of it, so it has to be its own.
            closable: let there be a button that closes it.
        """
        _place_first(em(96), em(52))
        visible, is_open = imgui.begin(title, True if closable else None)
        if visible:
            self.render()
        imgui.end()
        return is_open is not False

    def render_windows(self) -> None:
        """Draw each panel as a window of its own, which can be docked where the app allows docking."""
        for name in PANELS:
            imgui.set_next_window_size((em(40), em(24)), imgui.Cond_.first_use_ever.value)
            if imgui.begin(f"{name}###mulligan {name}")[0]:
                self.render_panel(name)
            imgui.end()

    def render_panel(self, name: PanelName) -> None:
        """Draw one panel into the current window."""
        self._begin_frame()
        self.controller.apply(self._draw(name))

    def dockable_windows(self, dock_space: str = "MainDockSpace") -> list[hello_imgui.DockableWindow]:
        """Return one window a panel, for the docking parameters of hello_imgui.

        Arguments:
            dock_space: where they are docked at first.
        """
        windows = []
        for name in PANELS:
            window = hello_imgui.DockableWindow()
            window.label = f"{name}###mulligan {name}"
            window.dock_space_name = dock_space
            window.gui_function = partial(self.render_panel, name)
            windows.append(window)
        return windows

    def _begin_frame(self) -> None:
        frame = imgui.get_frame_count()
        if frame == self._frame:
            return
        self._frame = frame
        if self.controller.begin_frame():
            wake()  # an idling app would read the rest of the journal slowly

    def _draw(self, name: PanelName) -> list[Intent]:
        controller = self.controller
        match name:
            case "Now":
                return self._now.draw(controller.now())
            case "History":
                return self._history.draw(controller.history())
            case "Source":
                return self._source.draw(controller.source())
            case "State":
                return self._state.draw(controller.state())
            case "Timeline":
                return self._timeline.draw(controller.timeline())
            case "Problems":
                return self._problems.draw(controller.problems())

    def _render_wide(self) -> None:
        """Now and History beside the panels that are about the selected entry."""
        width = imgui.get_content_region_avail().x * _LEFT_SHARE
        resizable = imgui.ChildFlags_.resize_x.value
        if imgui.begin_child("left", (width, 0.0), resizable):
            self.controller.apply(self._draw("Now"))
            imgui.separator_text("History")
            self.controller.apply(self._draw("History"))
        imgui.end_child()
        imgui.same_line()
        if imgui.begin_child("right"):
            self._render_tabs(PANELS[2:])
        imgui.end_child()

    def _render_tabs(self, names: tuple[PanelName, ...], *, is_alone: bool = False) -> None:
        """Panels behind tabs; where they are alone, each says first how the code stands, as Now does."""
        if not imgui.begin_tab_bar("panels"):
            return
        for name in names:
            if imgui.begin_tab_item(name)[0]:
                if imgui.begin_child(name):
                    if is_alone and name != "Now":
                        draw_standing(self.controller.now())
                    self.controller.apply(self._draw(name))
                imgui.end_child()
                imgui.end_tab_item()
        imgui.end_tab_bar()


def _place_first(width: float, height: float) -> None:
    """Where a window stands until a person moves it: whole on the screen, and the app visible beside it."""
    area = imgui.get_main_viewport()
    size = ImVec2(
        min(width, area.work_size.x * _SHARE_OF_SCREEN), min(height, area.work_size.y * _SHARE_OF_SCREEN)
    )
    once = imgui.Cond_.first_use_ever.value
    imgui.set_next_window_size(size, once)
    imgui.set_next_window_pos(
        ImVec2(
            area.work_pos.x + (area.work_size.x - size.x) / 2,
            area.work_pos.y + (area.work_size.y - size.y) / 2,
        ),
        once,
    )


def _copy(text: str) -> None:
    imgui.set_clipboard_text(safe_lines(text))


_shown: dict[int, Dashboard] = {}


def show(app: object, *, title: str = TITLE) -> bool:
    """Show the dashboard of the running session as a window: call it in every frame of `app`.

    Arguments:
        app: the app whose session it is.
        title: of the window.

    Returns:
        False once a person has closed the window; then stop calling, or begin anew.
    """
    key = id(app)
    if key not in _shown:
        _shown.clear()  # one session a process: the dashboard of an app that is gone is of no use
        _shown[key] = Dashboard(app)
    is_open = _shown[key].render_window(title, closable=True)
    if not is_open:
        _shown.clear()
    return is_open

"""A window on a journal whose process is gone, damaged or foreign: the same panels, nothing written.

Invariant: no session begins, no hot module is loaded and nothing of the journal is unpickled. Without a
display, an error says what to do, before anything is opened.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from imgui_bundle import hello_imgui, immapp

from mulligan.dashboard.dashboard import Dashboard
from mulligan.errors import EnvironmentUnusable
from mulligan.imgui.environment import display_problem

if TYPE_CHECKING:
    from mulligan_store.inspection import Inspection

WINDOW_SIZE = (1400, 860)


def inspect(journal: Inspection) -> None:
    """Show a journal until the window is closed.

    Arguments:
        journal: opened for reading.

    Raises:
        EnvironmentUnusable: there is no display, or it does not answer.
    """
    problem = display_problem()
    if problem is not None:
        raise EnvironmentUnusable(
            f"{problem}. Without a window, `mulligan log`, `show` and `diff` read the same journal"
        )
    immapp.run(window_settings(Dashboard(journal=journal), f"{journal.path.name} - Mulligan"))


def window_settings(dashboard: Dashboard, title: str) -> hello_imgui.RunnerParams:
    """Return settings of a window that the dashboard fills.

    Arguments:
        dashboard: what to show.
        title: of the window.
    """
    params = hello_imgui.RunnerParams()
    params.app_window_params.window_title = title
    params.app_window_params.window_geometry.size = WINDOW_SIZE
    params.app_window_params.restore_previous_geometry = False
    params.ini_disable = True  # no file is left beside somebody's journal
    params.callbacks.show_gui = dashboard.render
    return params

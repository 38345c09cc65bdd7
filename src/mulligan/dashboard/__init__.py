"""Panels that show the transactions of an app, or of a journal whose process is gone.

    from mulligan import dashboard

    def frame(app):
        ...
        dashboard.show(app)

Invariant: importing this package imports no ImGui, so that what is missing can be said in words; the
first use of a name does.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from mulligan.imgui.environment import require_imgui

if TYPE_CHECKING:
    from mulligan.dashboard.dashboard import Dashboard, show
    from mulligan.dashboard.inspection import inspect

__all__ = ["Dashboard", "inspect", "show"]

_HOMES = {
    "Dashboard": "mulligan.dashboard.dashboard",
    "inspect": "mulligan.dashboard.inspection",
    "show": "mulligan.dashboard.dashboard",
}


def __getattr__(name: str) -> Any:
    """Import what needs ImGui when it is first asked for.

    Raises:
        EnvironmentUnusable: imgui-bundle or a system library is missing.
    """
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    require_imgui()
    value = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = value
    return value

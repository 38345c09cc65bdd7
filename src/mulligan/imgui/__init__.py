"""Everything that touches imgui-bundle: running an app, the shortcut, the guard, the signs.

Invariant: importing this package imports no ImGui, so that what is missing can be said in words;
the first use of `run` or `install` does.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from mulligan.imgui.environment import display_available, display_problem, require_imgui

if TYPE_CHECKING:
    from mulligan.imgui.installation import install
    from mulligan.imgui.runner import run

__all__ = ["display_available", "display_problem", "install", "require_imgui", "run"]

_HOMES = {"install": "mulligan.imgui.installation", "run": "mulligan.imgui.runner"}


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

"""Hot reload for Python GUI apps, as a transaction.

    import mulligan

    mulligan.HotReloader.register(mulligan.HotModule("gui", "gui.py", ["rows"], ["render_main"]))

    class App:
        _render_main = mulligan.delegate("gui:render_main")

The names of this page are the public face; `mulligan.imgui` is imported on its own, by those who
draw with imgui-bundle.

Invariant: importing this package imports none of its modules. A name is imported when it is first
used, so that `mulligan log` starts at once and works where the rest cannot be imported.
"""

from __future__ import annotations

import importlib

# Type checkers know the name; importing it from `typing` takes twenty times as long as all the rest.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from mulligan.delegation import delegate as delegate
    from mulligan.errors import (
        AttributeUnclassified,
        CannotChangeInPlace,
        CaptureTorn,
        DelegationBroken,
        EditRefused,
        EnvironmentUnusable,
        Poisoned,
        RegistrationError,
        RestoreRefused,
        SourceInvalid,
        SourceUnreadable,
        StateError,
        StateKeyMissing,
        TransactionMisused,
    )
    from mulligan.hot_reloader import HotReloader
    from mulligan.registry import HotModule
    from mulligan.view import View
    from mulligan_store.errors import JournalError, MulliganError

__all__ = [
    "AttributeUnclassified",
    "CannotChangeInPlace",
    "CaptureTorn",
    "DelegationBroken",
    "EditRefused",
    "EnvironmentUnusable",
    "HotModule",
    "HotReloader",
    "JournalError",
    "MulliganError",
    "Poisoned",
    "RegistrationError",
    "RestoreRefused",
    "SourceInvalid",
    "SourceUnreadable",
    "StateError",
    "StateKeyMissing",
    "TransactionMisused",
    "View",
    "delegate",
]

_HOMES = {
    "HotModule": "mulligan.registry",
    "HotReloader": "mulligan.hot_reloader",
    "JournalError": "mulligan_store.errors",
    "MulliganError": "mulligan_store.errors",
    "View": "mulligan.view",
    "delegate": "mulligan.delegation",
}


def __getattr__(name: str) -> object:
    """Import what a public name stands for when it is first used."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(_HOMES.get(name, "mulligan.errors")), name)
    globals()[name] = value
    return value

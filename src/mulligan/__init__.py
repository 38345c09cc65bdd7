"""Hot reload for Python GUI apps, as a transaction.

    import mulligan

    mulligan.HotReloader.register(mulligan.HotModule("gui", "gui.py", ["rows"], ["render_main"]))

    class App:
        _render_main = mulligan.delegate("gui:render_main")

The names of this page are the public face; `mulligan.imgui` is imported on its own, by those who
draw with imgui-bundle.
"""

from __future__ import annotations

from mulligan.delegation import delegate
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

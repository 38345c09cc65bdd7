"""Which attributes of an app transactions protect, and the ways in which they are looked at.

Invariant: state keys and live keys are asked of the registry each time, so that a module that was
registered a moment ago counts; nothing here changes the app.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from types import ModuleType
from typing import TYPE_CHECKING

from mulligan import heap, live_state
from mulligan.notices import Notices
from mulligan.options import Options
from mulligan.registry import Registry
from mulligan.state import StateGuard, refuse_unclassified

if TYPE_CHECKING:
    from mulligan_store.records import KeySummary


class AppState:
    """The state of whatever app is given.

    Arguments:
        registry: which attributes are state keys and which live keys.
        options: gives the session's present options.
        notices: where attributes that are neither are named.
    """

    def __init__(self, registry: Registry, options: Callable[[], Options], notices: Notices) -> None:
        self._registry = registry
        self._options = options
        self._notices = notices

    def guard(self, app: object, modules: Sequence[ModuleType]) -> StateGuard:
        """The participant that captures the state of `app`, and the hot modules' own data with it."""
        keys, live_keys = self._registry.state_keys, self._registry.live_keys
        return StateGuard(app, keys, live_keys, modules, strict=self._options().strict)

    def capture(self, app: object, keys: Collection[str] | None = None) -> heap.StateCapture:
        """Deep-copy the state keys of `app`, or `keys` of them; see `HotReloader.capture_state`."""
        registry = self._registry
        if self._options().strict:
            refuse_unclassified(app, registry.state_keys, registry.live_keys)
        wanted = registry.state_keys if keys is None else tuple(keys)
        live = tuple(key for key in registry.live_keys if key not in wanted)
        return heap.capture(app, wanted, live_keys=live)

    def live_values(self, app: object) -> Mapping[str, object]:
        """The values of the live keys that `app` has."""
        return {key: getattr(app, key) for key in self._registry.live_keys if hasattr(app, key)}

    def name_unclassified(self, app: object) -> None:
        """Tell which attributes of `app` nothing protects."""
        keys, live_keys = self._registry.state_keys, self._registry.live_keys
        if keys or live_keys:
            self._notices.unclassified(app, tuple(heap.unclassified(app, keys, live_keys)))

    def summaries(self, app: object) -> list[KeySummary]:
        """What may be said of each state key as it is now, as the journal says it of an entry's."""
        return live_state.summaries(app, self._registry)

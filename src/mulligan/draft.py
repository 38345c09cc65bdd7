"""What one transaction is called, in the journal and in words.

Invariant: the words shown to a person and the fields written to the journal come from the same draft.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from mulligan import layout
from mulligan.execution import LiveModule
from mulligan.heap import StateCapture

if TYPE_CHECKING:
    from mulligan_store.records import Kind, ModuleSource, NewEntry

_STAYS = {"state": "code", "code": "state"}


@dataclass(frozen=True)
class Draft:
    """One transaction as its trigger asked for it.

    Arguments:
        kind: `reload`, `restore` or `checkpoint`.
        trigger: who asked.
        edited: the modules whose text changes.
        texts: their new texts.
        parent_id: for a restore, the entry that is restored.
        what: for a restore, what is brought back, such as `state` or `state and code`.
        label: what the entry is called.
        layout: the layout of the windows as it is now, if there is one.
    """

    kind: Kind
    trigger: str
    edited: tuple[str, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    parent_id: int | None = None
    what: str = ""
    label: str | None = None
    layout: str | None = field(default=None, repr=False)

    @property
    def subject(self) -> str:
        """Which edit this is."""
        if self.kind == "checkpoint":
            return f"checkpoint {self.label}" if self.label else "checkpoint"
        if self.kind == "restore":
            only = f" ({self.what} only)" if self.what in _STAYS else ""
            return f"restore of entry {self.parent_id}{only}"
        return f"edit of {', '.join(self.edited) or 'no module'}"

    @property
    def done(self) -> str:
        """What is said when it is committed."""
        if self.kind == "restore":
            stays = f"; the {_STAYS[self.what]} stays as it is" if self.what in _STAYS else ""
            return f"restored {self.what} from before entry {self.parent_id}{stays}"
        return f"reloaded {', '.join(self.edited)}"

    def compose(
        self,
        session_id: int | None,
        capture: StateCapture | None,
        live: Sequence[LiveModule],
        redact: Collection[str],
    ) -> NewEntry:
        """Make the entry: the captured state as a snapshot, and the sources before and after.

        `capture` is None where capturing itself failed; the entry then holds no state.
        """
        from mulligan import snapshot
        from mulligan_store.records import NewEntry

        encoded = snapshot.encode(capture, redact=redact) if capture is not None else None
        groups, keys = (encoded.groups, encoded.keys) if encoded is not None else ((), ())
        if self.layout is not None:
            windows = layout.group_of(self.layout)
            keys = (*keys, layout.summary_of(self.layout, len(windows.payload), len(groups)))
            groups = (*groups, windows)
        return NewEntry(
            kind=self.kind,
            trigger=self.trigger,
            parent_id=self.parent_id,
            label=self.label,
            session_id=session_id,
            groups=groups,
            keys=keys,
            sources=tuple(self._source(each) for each in live),
            plan=None,
            phases_ms={},
        )

    def _source(self, live: LiveModule) -> ModuleSource:
        from mulligan_store.records import ModuleSource

        before = live.source.text
        # Absolute: a path that was relative to the app's folder would name another file elsewhere.
        path = str(live.path.absolute())
        return ModuleSource(
            module=live.name, path=path, before=before, after=self.texts.get(live.name, before)
        )


def app_name(app: object | None) -> str:
    """The name under which the platform's state folder keeps the journal of `app`."""
    owner = type(app)
    module = owner.__module__
    script = sys.argv[0] if sys.argv else ""
    if app is None or module in ("__main__", "builtins"):
        module = Path(script).stem or "interactive"
    return module if app is None else f"{module}.{owner.__qualname__}"

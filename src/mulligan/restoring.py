"""One restore: what was asked to come back, in words and as participants.

Invariant: what is said of a restore and what it changes come from the same request; nothing of the
journal is unpickled here, only when the transaction applies.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from mulligan.history import Moment
from mulligan.layout import Gui, LayoutLoaded
from mulligan.state import StatePoured
from mulligan.transaction import Participant


@dataclass(frozen=True)
class Wanted:
    """What of an entry is to come back."""

    entry_id: int
    state: bool
    code: bool
    layout: bool

    def what(self, moment: Moment | None = None) -> str:
        """What comes back, in words: of what was asked for, what `moment` holds where that is known."""
        lacks_state = moment is not None and self.state and not moment.groups
        asked = {
            "state": self.state and not lacks_state,
            "code": self.code,
            "window layout": self.layout and (moment is None or moment.windows is not None),
        }
        names = [name for name, is_asked in asked.items() if is_asked]
        words = " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
        return f"{words}, since the entry holds no state," if lacks_state else words

    def changes(
        self,
        moment: Moment,
        app: object,
        *,
        live_keys: Sequence[str],
        live_values: Callable[[object], Mapping[str, object]],
        gui: Gui | None,
    ) -> list[Participant]:
        """The participants for state and layout.

        Arguments:
            moment: what the journal holds of it.
            app: the app to pour the state into.
            live_keys: attributes that are left alone.
            live_values: their values on an app.
            gui: takes the layout; None where no window is open.
        """
        changes: list[Participant] = []
        if moment.groups:
            changes.append(
                StatePoured(app, lambda notes: moment.load(app, live_values(app), notes), live_keys=live_keys)
            )
        if self.layout:
            changes.append(LayoutLoaded(gui, moment.load_layout, self.entry_id))
        return changes

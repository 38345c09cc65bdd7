"""The layout of the windows as a group of its own, and as a participant."""

from __future__ import annotations

import dill

from mulligan import layout
from mulligan.layout import LayoutLoaded
from mulligan_store.records import LAYOUT_KEY, SnapshotGroup

TEXT = """[Window][Tools]
Pos=60,80
Size=300,200
DockId=0x00000001,0

[Window][Größe "x"]
Pos=1,2

[Table][0x7F3A,3]
RefScale=15
"""


class Desk:
    """A GUI that only remembers."""

    def __init__(self) -> None:
        self.text: str | None = "now"
        self.loaded: list[str] = []

    def wake(self) -> None:
        """Nothing draws here."""

    def layout(self) -> str | None:
        """What it has."""
        return self.text

    def load_layout(self, text: str) -> None:
        """What it is given."""
        self.loaded.append(text)


def test_a_group_is_read_back_and_by_dill_alone():
    """Whoever reads the groups of the state can read this one."""
    group = layout.group_of(TEXT)
    assert layout.is_layout(group)
    assert layout.text_of(group) == TEXT
    assert dill.loads(group.payload) == {LAYOUT_KEY: TEXT}


def test_the_same_layout_gives_the_same_bytes():
    """An unchanged layout is stored once."""
    assert layout.group_of(TEXT).payload == layout.group_of("".join(TEXT)).payload


def test_its_name_can_be_no_attribute():
    """So no state key is taken for the layout."""
    assert not LAYOUT_KEY.isidentifier()
    state = SnapshotGroup(("rows",), b"")
    assert layout.state_only((state, layout.group_of(TEXT))) == (state,)


def test_the_summary_counts_what_a_person_knows():
    """Windows, docked windows, tables; the text itself is in the group."""
    found = layout.summary_of(TEXT, 200, 3)
    assert (found.key, found.type, found.stored, found.group) == (LAYOUT_KEY, "ImGui layout", "snapshot", 3)
    assert (found.length, found.bytes) == (len(TEXT), 200)
    assert found.repr == "windows: 2, of them docked: 1; tables: 1"


def test_undo_brings_the_earlier_layout_back():
    """Handed over as the new one was, since ImGui takes a layout between frames only."""
    desk = Desk()
    loading = LayoutLoaded(desk, lambda: TEXT, 3)
    loading.vote()
    assert desk.loaded == []
    loading.apply()
    loading.undo()
    assert desk.loaded == [TEXT, "now"]
    assert loading.notes == ()


def test_what_cannot_be_brought_back_is_said():
    """No layout in the entry, or no window to take it."""
    desk = Desk()
    lacking = LayoutLoaded(desk, None, 3)
    for step in (lacking.vote, lacking.apply):
        step()
    assert desk.loaded == []
    assert lacking.notes == ("entry 3 holds no window layout, so the windows stay where they are",)
    nowhere = LayoutLoaded(None, lambda: TEXT, 3)
    for step in (nowhere.vote, nowhere.apply, nowhere.undo):
        step()
    assert nowhere.notes == ("no window is open, so no window layout was brought back",)

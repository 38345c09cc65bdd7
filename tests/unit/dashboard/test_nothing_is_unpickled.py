"""Looking at a journal executes nothing, whoever wrote it."""

from __future__ import annotations

from pathlib import Path

from mulligan_store.journal import Journal
from mulligan_store.records import SnapshotGroup
from tests.support.dashboard_stage import entry
from tests.support.journals import run_child

LOOK = """
import _pickle, pickle, sys
import dill
from pathlib import Path

def refuse(*_, **__):
    raise SystemExit("something was unpickled")

class Refusing:
    dispatch = dict(pickle._Unpickler.dispatch)  # what derives from it is only defined, never made
    def __init__(self, *_, **__):
        refuse()

# Before the dashboard is imported: nobody may keep the true ones under another name.
pickle.load = pickle.loads = pickle._load = pickle._loads = _pickle.load = _pickle.loads = refuse
pickle.Unpickler = pickle._Unpickler = _pickle.Unpickler = Refusing
dill.load = dill.loads = dill._dill.load = dill._dill.loads = refuse
dill.Unpickler = dill._dill.Unpickler = Refusing

from mulligan.dashboard import intents
from mulligan.dashboard.dashboard import PANELS, Dashboard
from mulligan_store.journal import Journal
from tests.support.imgui_headless import bare_context, frame
from imgui_bundle import imgui

with Journal.open(Path(sys.argv[1]), read_only=True) as journal, bare_context(plots=True):
    dashboard = Dashboard(journal=journal)
    for entry in journal.entries():
        dashboard.controller.apply([intents.Select(entry.id), intents.Preview(entry.id), intents.Mark(1)])
        for _ in range(3):
            with frame():
                dashboard.render_windows()
                dashboard.render()
print("looked", dashboard.controller.index.total, len(PANELS), Path(sys.argv[2]).exists())
"""


def test_no_panel_unpickles_a_snapshot(story_path: Path, tmp_path: Path) -> None:
    """All panels draw all entries with pickle and dill poisoned; a bomb in a snapshot stays whole."""
    bomb = tmp_path / "bomb went off"
    payload = b"cos\nsystem\n(S'touch \"" + str(bomb).encode() + b"\"'\ntR."
    with Journal.open(story_path) as journal:
        journal.begin_entry(entry(groups=(SnapshotGroup(("tickets",), payload),)))
    assert run_child(LOOK, story_path, bomb).split() == ["looked", "9", "6", "False"]

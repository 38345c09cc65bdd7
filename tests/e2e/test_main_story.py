"""The main job in a real window, with real keys, a real mouse and a real file."""

from __future__ import annotations

import pytest

from tests.support.main_story import host_app_story, mark_text
from tests.support.story_moments import TINTED, Moment, play_moments

pytestmark = pytest.mark.window

SHOWN = 50
"""Pixels of a label; less where a part of it is covered."""


def assert_runs(moment: Moment, number: int) -> None:
    """The code of that edit runs, and its label is the one that is on the screen."""
    assert moment.seen.running == (mark_text(number),)
    assert [pixels > SHOWN for pixels in moment.pixels] == [each == number for each in (1, 2, 3)]


def test_edit_reload_refuse_undo_repair_restore_in_a_real_window(tmp_path):
    """Good edits show and keep text and focus; bad ones leave label, code and text, and a tint; the second
    entry, picked and previewed in the dashboard, brings its moment back, on disk too when that is wanted."""
    with host_app_story(tmp_path) as story:
        moments = list(play_moments(story))
    seen = {moment.name: moment for moment in moments}
    calm = seen["start"].redness
    assert (seen["start"].seen.running, seen["start"].pixels) == ((), (0, 0, 0))

    # What runs and is shown after each step, and what the screen's colour says.
    for name, number in (("reloaded", 1), ("reloaded again", 2), ("refused", 2), ("undone", 2)):
        assert_runs(seen[name], number)
    for name in ("repaired", "previewed"):
        assert_runs(seen[name], 3)
    for name in ("went back", "written back", "restored"):
        assert_runs(seen[name], 1)
    tinted = [moment.name for moment in moments if moment.redness > calm + TINTED]
    assert tinted == ["refused", "undone"], "the tint is unmissable, and gone with the repair"

    # The text that was typed: in the app, in the snapshots, and back again.
    assert [moment.seen.note for moment in moments] == [
        *("one", "one 2", "one 2 3", "one 2 3", "one 2 3 4", "one 2 3 4 5", "one 2 3 4 5"),
        *("one 2", "one 2", "one 2"),
    ]
    captured = [
        moment.captured_note for moment in moments if moment.name in ("reloaded", "undone", "repaired")
    ]
    assert captured == ["'one'", "'one 2 3'", "'one 2 3 4'"]
    assert seen["went back"].captured_note == "'one 2 3 4 5'", "a restore can be taken back"

    # The journal, oldest first.
    end = seen["restored"]
    assert end.statuses == ["kept", "kept", "rolled_back", "rolled_back", "kept", "kept"]
    assert [entry.kind for entry in reversed(end.entries)] == ["reload"] * 5 + ["restore"]
    assert [entry.parent_id for entry in reversed(end.entries)] == [None] * 5 + [2]
    assert [entry.trigger for entry in reversed(end.entries)] == ["shortcut"] * 5 + ["button"]
    errors = [(entry.error or "").partition(":")[0] for entry in reversed(end.entries)]
    assert errors == ["", "", "SourceInvalid", "ZeroDivisionError", "", ""]
    for name, said in (("refused", "never closed"), ("undone", "division by zero")):
        assert any(said in text for text in seen[name].seen.texts("MMA Dashboard"))

    # What the dashboard said before anything was restored, and after.
    preview = seen["previewed"].seen.texts("Mulligan")
    assert "Going back to the moment before entry 2" in preview
    assert any(text.startswith("Code: mulligan_mma.gui_2: +1 -1") for text in preview)
    assert any(text.startswith("State: note: ") and "'one 2'" in text for text in preview)
    assert any(text.startswith("wrote ") for text in seen["written back"].seen.texts("Mulligan"))

    # The file: nobody but the editor wrote it, until it was asked for.
    saved = end.saved
    files = {"start": "original", "reloaded": "edit 1", "reloaded again": "edit 2", "refused": "refused",
             "undone": "undone", "repaired": "edit 3", "previewed": "edit 3", "went back": "edit 3",
             "written back": "edit 1", "restored": "edit 1"}  # fmt: skip
    assert {moment.name: moment.on_disk for moment in moments} == {name: saved[files[name]] for name in files}
    assert [moment.name for moment in moments if moment.beside] == ["written back", "restored"]
    assert end.beside == (saved["edit 3"],)

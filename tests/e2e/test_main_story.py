"""The main job in a real window, with real keys and a real file."""

from __future__ import annotations

import pytest

from tests.support.main_story import host_app_story
from tests.support.story_moments import play_moments

pytestmark = pytest.mark.window


def test_edit_reload_refuse_undo_repair_restore_in_a_real_window(tmp_path):
    """A good edit shows and keeps text and focus; bad ones leave the old label, the text and a tint;
    the repair clears it; Restore brings back an earlier text."""
    with host_app_story(tmp_path) as story:
        seen = {moment.name: moment for moment in play_moments(story)}
    start, reloaded, refused = seen["start"], seen["reloaded"], seen["refused"]
    undone, repaired, restored = seen["undone"], seen["repaired"], seen["restored"]

    assert start.mark_pixels == 0
    assert reloaded.status == "kept"
    assert reloaded.mark_pixels > 100

    assert refused.status == "rolled_back"
    assert refused.error.startswith("SourceInvalid")
    assert refused.mark_pixels > 100, "the old label must still be there"
    assert refused.redness > start.redness + 15, "the tint must be unmissable"

    assert undone.status == "rolled_back"
    assert undone.error.startswith("ZeroDivisionError")
    assert undone.mark_pixels > 100
    assert undone.redness > start.redness + 15

    assert repaired.status == "kept"
    assert abs(repaired.redness - start.redness) < 5
    assert repaired.mark_pixels == 0

    assert restored.kind == "restore"
    assert restored.status == "kept"

    notes = [moment.note for moment in (reloaded, refused, undone, repaired, restored)]
    assert notes == ["'one'", "'one two'", "'one two'", "'one two three'", "'one two three four'"]
    assert seen["after restore"].note == "'one two'"

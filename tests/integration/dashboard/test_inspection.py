"""The same panels on a journal whose process is gone."""

from __future__ import annotations

from pathlib import Path

import pytest

from mulligan.dashboard import intents
from mulligan.dashboard.actions import InspectionActions
from mulligan.dashboard.dashboard import Dashboard
from mulligan.dashboard.inspection import inspect, window_settings
from mulligan.errors import EnvironmentUnusable
from mulligan_store.journal import Journal
from tests.support.dashboard_desk import Desk
from tests.support.dashboard_stage import write_long, write_story
from tests.support.imgui_headless import bare_context, destroy_leftovers, frame, let_go, null_params, stepped
from tests.support.journals import contents, forging


def look(path: Path, frames: int = 4) -> Dashboard:
    """Draw every panel of a journal, for a few of its entries."""
    with Journal.open(path, read_only=True) as journal, bare_context((1600, 900), plots=True):
        dashboard = Dashboard(journal=journal)
        for number in (None, 1, 2, 7):
            if number is not None:
                dashboard.controller.apply([intents.Select(number), intents.Preview(number)])
            for _ in range(frames):
                with frame():
                    dashboard.render()
                    dashboard.render_windows()
        dashboard.controller.history()
        return dashboard


def test_looking_leaves_no_trace(tmp_path: Path) -> None:
    """No file of the folder is made, changed or removed."""
    path = write_story(tmp_path / "journal.db")
    before = contents(tmp_path)
    assert look(path).controller.index.total == 8
    assert contents(tmp_path) == before


def test_buttons_cannot_be_pressed(story: Journal) -> None:
    """Selecting, comparing and copying work; nothing else is asked for."""
    desk = Desk(InspectionActions(story))

    def body(ctx: object) -> None:
        click = ctx.item_click  # type: ignore[attr-defined]
        click("//desk/**/$$2/###row")
        click("//desk/###mark")
        click("//desk/Copy number")
        click("//desk/###restore")

    before = story.entries()
    desk.play("History", body)
    assert (desk.copied, desk.controller.selected) == (["2"], 2)
    assert story.entries() == before


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE entries SET status = 'strange'",
        "UPDATE entries SET phases_ms = 'no json'",
        "UPDATE entries SET phases_ms = '{\"apply\": 1e999}'",
        'UPDATE entries SET phases_ms = \'{"apply": -5, "%s##%n": 1}\'',
        "UPDATE entries SET started_at = '0001-01-01T00:00:00+00:00'",
        "UPDATE entries SET started_at = '9999-12-31T23:59:59-12:00'",
        "UPDATE entries SET snapshot_bytes = -1",
        "UPDATE entries SET snapshot_bytes = 9223372036854775807",
        "UPDATE entries SET parent_id = 9223372036854775807",
        "UPDATE entries SET label = '%s%n##x' || char(27) || char(0x202e)",
        "UPDATE entries SET traceback = '  File \"/project/app/gui.py\", line 999999999, in x'",
        "UPDATE entries SET plan = '[[[[]]]]'",
        "UPDATE entries SET error_message = replace(hex(zeroblob(100000)), '00', 'x')",
        "UPDATE blobs SET stored = zeroblob(10)",
        "UPDATE key_summaries SET value_repr = replace(hex(zeroblob(50000)), '00', '##')",
        "UPDATE key_summaries SET stored = 'elsewhere'",
        "UPDATE entry_sources SET module = '##%s', path = '/dev/zero'",
        "DELETE FROM entry_sources",
        "DELETE FROM key_summaries",
        "DELETE FROM entries WHERE id IN (1, 7)",
        "DELETE FROM entries",
    ],
)
def test_a_forged_or_damaged_journal_ends_no_frame(tmp_path: Path, damage: str) -> None:
    """Whatever stands in it, there are panels, and what cannot be read is said."""
    path = write_story(tmp_path / "journal.db")
    with forging(path) as raw:
        raw.execute(damage)
    dashboard = look(path)
    total = dashboard.controller.index.total
    assert total > 0 or dashboard.controller.reader.problem or "DELETE" in damage


def test_pages_that_are_gone_are_said(tmp_path: Path) -> None:
    """The end of the file was lost: the panels say that it is damaged."""
    path = write_long(tmp_path / "journal.db", 2000)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2] + bytes(len(data) - len(data) // 2))
    with Journal.open(path, read_only=True) as journal, bare_context(plots=True):
        dashboard = Dashboard(journal=journal)
        for _ in range(40):
            with frame():
                dashboard.render()
        assert dashboard.controller.reader.problem


def test_what_another_process_adds_is_seen(tmp_path: Path) -> None:
    """The journal of an app that runs may be looked at too."""
    path = write_story(tmp_path / "journal.db")
    now_s = 0.0
    with Journal.open(path, read_only=True) as journal, Journal.open(path) as writer:
        dashboard = Dashboard(journal=journal)
        dashboard.controller._clock = lambda: now_s
        dashboard.controller.begin_frame()
        writer.set_label(8, "seen")
        now_s = 5.0
        dashboard.controller.begin_frame()
        assert dashboard.controller.history().rows[0].label == "seen"


def test_without_a_display_the_error_says_what_to_do(story: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything is opened."""
    monkeypatch.setattr("mulligan.dashboard.inspection.display_problem", lambda: "no window can be opened")
    with pytest.raises(EnvironmentUnusable, match="mulligan log"):
        inspect(story)


def test_the_window_is_filled_by_the_dashboard(story: Journal) -> None:
    """Its settings leave no file behind."""
    settings = window_settings(Dashboard(journal=story), "a journal")
    assert settings.ini_disable
    params = null_params(settings.callbacks.show_gui, (1200, 700))
    try:
        with stepped(params) as render:
            for _ in range(3):
                render()
        assert settings.app_window_params.window_title == "a journal"
    finally:
        let_go(settings)
        destroy_leftovers()

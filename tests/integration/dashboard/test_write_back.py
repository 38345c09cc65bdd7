"""The source of an earlier moment is written back from the dashboard's preview, by button and by key."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from imgui_bundle import imgui

from mulligan import HotReloader
from mulligan.dashboard import intents
from mulligan.dashboard.actions import LiveActions
from mulligan.dashboard.model import Preview
from tests.support.dashboard_desk import Desk
from tests.support.dashboard_stage import FakeActions
from tests.support.hot_files import HotFiles

V1 = "def name():\n    return 'one'\n"
V2 = "def name():\n    return 'two'\n"
V3 = "def name():\n    return 'three'\n"


@pytest.fixture
def edited(files: HotFiles) -> Iterator[Desk]:
    """A session with two good edits and a third that was not reloaded."""
    files.add("gui", V1, state_keys=["rows"])
    app = SimpleNamespace(rows=[1])
    HotReloader.start(app)
    for text in (V2, V3):
        files.write("gui", text)
        assert HotReloader.reload_all(app)
    files.write("gui", "unfinished = (\n")
    yield Desk(LiveActions(app))


def row(number: int) -> str:
    """The name of a row of the history."""
    return f"//desk/**/$${number}/###row"


def preview_of(desk: Desk, entry_id: int) -> Preview:
    """The preview of an entry, as the panel draws it."""
    desk.controller.begin_frame()
    desk.controller.apply([intents.Preview(entry_id)])
    preview = desk.controller.history().preview
    assert preview is not None
    return preview


def test_the_preview_names_the_file_and_writing_keeps_what_stood_there(edited: Desk, files: HotFiles) -> None:
    """The file gets the text that ran when the entry began; after that nothing is left to write."""
    file = files.path("gui")
    assert preview_of(edited, 2).files == (str(file.resolve()),)
    edited.controller.apply([intents.WriteSources(2)])
    preview = edited.controller.history().preview
    assert preview is not None
    assert file.read_text(encoding="utf-8") == V2
    kept = list(files.folder.glob("*_gui.py.before-restore-*"))
    assert [each.read_text(encoding="utf-8") for each in kept] == ["unfinished = (\n"]
    assert kept[0].name in preview.written[0]
    assert preview_of(edited, 2).files == ()


def test_a_file_that_cannot_be_written_is_said_in_the_preview(
    edited: Desk, files: HotFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is lost, and the reason stands where it was asked for."""
    preview_of(edited, 2)

    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("mulligan.source.write_back.os.fsync", fail)
    edited.controller.apply([intents.WriteSources(2)])
    preview = edited.controller.history().preview
    assert preview is not None
    assert "No space left on device; it is as it was" in preview.written[0]
    assert files.path("gui").read_text(encoding="utf-8") == "unfinished = (\n"


def test_the_button_and_the_key_write(edited: Desk, files: HotFiles) -> None:
    """First by mouse, then by keyboard with the list in focus."""
    file, seen = files.path("gui"), []

    def body(ctx: Any) -> None:
        ctx.item_click(row(2))
        ctx.key_press(int(imgui.Key.enter))
        ctx.yield_(2)
        ctx.item_click("//desk/Write source to disk")
        ctx.yield_(2)
        seen.append(file.read_text(encoding="utf-8"))
        ctx.item_click(row(1))
        ctx.key_press(int(imgui.Key.r))
        ctx.yield_(2)
        ctx.key_press(int(imgui.Key.w))
        ctx.yield_(2)
        seen.append(file.read_text(encoding="utf-8"))

    edited.play("History", body)
    assert seen == [V2, V1]


@pytest.mark.parametrize(
    ("key", "state", "code"),
    [(imgui.Key.b, True, True), (imgui.Key.s, True, False), (imgui.Key.c, False, True)],
)
def test_the_keys_of_a_preview_restore(desk: Desk, key: imgui.Key, state: bool, code: bool) -> None:
    """Without a preview they do nothing; with one they do what its buttons do."""

    def body(ctx: Any) -> None:
        ctx.item_click(row(2))
        ctx.key_press(int(key))
        ctx.key_press(int(imgui.Key.enter))
        ctx.yield_(2)
        ctx.key_press(int(key))
        ctx.yield_(2)

    desk.play("History", body)
    actions = desk.actions
    assert isinstance(actions, FakeActions)
    assert actions.asked == [("restore", 2, state, code)]

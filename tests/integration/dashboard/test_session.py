"""The dashboard of a real session: files are edited, buttons pressed, code and state change."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from mulligan import HotReloader, dashboard
from mulligan.dashboard import intents
from mulligan.dashboard.dashboard import Dashboard
from mulligan_store.errors import JournalError
from tests.support.hot_files import HotFiles
from tests.support.imgui_headless import bare_context, frame

V1 = "def name():\n    return 'one'\n"
V2 = "def name():\n    return 'two'\n"


class Bench:
    """An app with one hot module, and a dashboard over its session."""

    def __init__(self, files: HotFiles) -> None:
        self.files = files
        self.module = files.add("gui", V1, state_keys=["rows"])
        self.app = SimpleNamespace(rows=[1, 2])
        HotReloader.start(self.app)
        self.dashboard = Dashboard(self.app, clipboard=lambda text: None)
        self.controller = self.dashboard.controller

    def frames(self, count: int = 2) -> None:
        """Safe points and frames in turn, as an app has them."""
        for _ in range(count):
            HotReloader.tick(self.app)
            with frame():
                self.dashboard.render()
                self.dashboard.render_windows()

    def ask(self, *asked: intents.Intent) -> None:
        """What a panel would return."""
        self.controller.apply(asked)
        self.frames()

    def edit(self, text: str) -> None:
        """Save the hot module and press Hot Reload."""
        self.files.write("gui", text)
        self.ask(intents.Reload())


@pytest.fixture
def bench(files: HotFiles) -> Iterator[Bench]:
    """The app in its frames."""
    with bare_context((1600, 900), plots=True):
        made = Bench(files)
        made.frames()
        yield made


def test_a_reload_by_button_is_seen_in_every_panel(bench: Bench) -> None:
    """Live code, a new entry, its sources."""
    bench.edit(V2)
    assert bench.module.name() == "two"
    row = bench.controller.history().rows[0]
    assert (row.trigger, row.status in ("kept", "on_trial"), row.changes) == ("button", True, "name")
    source = bench.controller.source()
    assert source.left is not None
    assert source.right is not None
    assert (source.left.text, source.right.text) == (V1, V2)
    assert bench.controller.now().undo == row


def test_undo_takes_the_code_back_and_keeps_the_state(bench: Bench) -> None:
    """Twice goes two reloads back; then there is none left."""
    bench.edit(V2)
    bench.edit(V2.replace("two", "three"))
    bench.app.rows.append(3)
    for expected in ("two", "one"):
        assert bench.controller.now().undo is not None
        bench.ask(intents.UndoLast())
        assert bench.module.name() == expected
    assert bench.app.rows == [1, 2, 3]
    assert bench.controller.now().undo is None


def test_preview_and_restore_bring_the_state_back(bench: Bench) -> None:
    """What the preview says is what happens."""
    rows = bench.app.rows
    bench.edit(V2)
    bench.app.rows.append(3)
    entry_id = bench.controller.history().rows[0].id
    bench.ask(intents.Preview(entry_id))
    preview = bench.controller.history().preview
    assert preview is not None
    assert [(each.key, each.reasons) for each in preview.state] == [("rows", ("length 3 -> 2", "value"))]
    assert [(each.added, each.removed) for each in preview.code] == [(1, 1)]
    bench.ask(intents.Restore(entry_id, state=True, code=False))
    assert (bench.app.rows, bench.app.rows is rows, bench.module.name()) == ([1, 2], True, "two")


def test_a_refused_edit_is_told_with_its_line(bench: Bench) -> None:
    """The last good code runs; the line that failed is marked."""
    bench.edit("def name():\n    return 'two\n")
    assert bench.module.name() == "one"
    now = bench.controller.now()
    assert now.view.is_error_state
    source = bench.controller.source()
    assert source.failing_line == 2
    assert bench.controller.problems().refused[0].count == 1
    bench.ask(intents.Dismiss())
    assert bench.controller.now().view.dismissed


def test_pins_and_labels_are_written_signed(bench: Bench) -> None:
    """By the session's own journal, which stays sound."""
    bench.edit(V2)
    number = bench.controller.history().rows[0].id
    bench.ask(intents.Pin(number, True), intents.Label(number, "two"))
    row = bench.controller.history().rows[0]
    assert (row.pinned, row.label) == (True, "two")
    assert HotReloader.history(limit=1)[0].pinned


def test_show_keeps_one_window_until_it_is_closed(bench: Bench) -> None:
    """Called in every frame, it stays the same dashboard."""
    results: list[bool] = []
    for _ in range(3):
        with frame():
            results.append(dashboard.show(bench.app))
    assert results == [True] * 3


def test_dockable_windows_are_one_a_panel(bench: Bench) -> None:
    """Each draws its own panel; labels keep their ids."""
    windows = bench.dashboard.dockable_windows("left")
    assert [each.label.partition("#")[0] for each in windows] == [
        "Now", "History", "Source", "State", "Timeline", "Problems",
    ]  # fmt: skip
    assert {each.dock_space_name for each in windows} == {"left"}
    with frame():
        from imgui_bundle import imgui

        imgui.begin("host")
        for each in windows:
            each.gui_function()
        imgui.end()


def test_a_journal_that_fails_ends_no_frame(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be read is a sentence on the panels."""
    bench.edit(V2)
    journal: Any = bench.controller.actions.journal()

    def fail(**_: object) -> None:
        raise JournalError("the medium is gone")

    for name in ("entries", "sources", "key_summaries"):
        monkeypatch.setattr(journal, name, fail if name == "entries" else lambda _: fail())
    bench.controller.reader.forget_rows()
    bench.controller.apply([intents.Mark(1)])
    bench.frames()
    assert "medium" in bench.controller.history().problem

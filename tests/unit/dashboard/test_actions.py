"""What the panels do with a running session: everything through HotReloader."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from mulligan.dashboard import actions as module
from mulligan.dashboard.actions import LiveActions
from mulligan.dashboard.model import Abilities
from mulligan.live_state import summaries
from mulligan.registry import HotModule, Registry
from mulligan.view import View
from mulligan_store.journal import Journal


class Reloader:
    """Stands where HotReloader is, and takes down what is asked of it."""

    HOT_MODULES = Registry()

    def __init__(self, journal: Journal | None) -> None:
        self.asked: list[tuple[object, ...]] = []
        self.shown = View()
        self.opened = journal
        self.shortcut_paused = False

    def view(self) -> View:
        """What is told."""
        return self.shown

    def journal(self) -> Journal | None:
        """The session's journal."""
        return self.opened

    def request_reload(self, trigger: str) -> None:
        """Asked."""
        self.asked.append(("reload", trigger))

    def request_restore(self, entry_id: int, *, state: bool, code: bool, layout: bool) -> None:
        """Asked."""
        self.asked.append(("restore", entry_id, state, code, layout))

    def dismiss(self) -> None:
        """Asked."""
        self.asked.append(("dismiss",))

    def request_undo(self, trigger: str) -> None:
        """Asked."""
        self.asked.append(("undo", trigger))

    def request_recovery(self) -> None:
        """Asked."""
        self.asked.append(("recover",))

    def ignore_recovery(self) -> None:
        """Asked."""
        self.asked.append(("leave",))

    def request_checkpoint(self, label: str, trigger: str) -> None:
        """Asked."""
        self.asked.append(("checkpoint", label, trigger))

    def label(self, entry_id: int, text: str | None) -> None:
        """Asked."""
        self.asked.append(("label", entry_id, text))

    def pin(self, entry_id: int, pinned: bool) -> None:
        """Asked."""
        self.asked.append(("pin", entry_id, pinned))

    def pause_shortcut(self, paused: bool) -> None:
        """Asked."""
        self.shortcut_paused = paused


@pytest.fixture
def reloader(story: Journal, monkeypatch: pytest.MonkeyPatch) -> Iterator[Reloader]:
    """The stand-in, with the story as its journal."""
    stand_in = Reloader(story)
    monkeypatch.setattr(module, "HotReloader", stand_in)
    return stand_in


def test_actions_only_ask(reloader: Reloader) -> None:
    """What changes code or state waits for the safe point."""
    live = LiveActions(None)
    live.reload()
    live.restore(3, state=True, code=False)
    live.dismiss()
    live.checkpoint("x")
    live.undo()
    live.recover(True)
    live.recover(False)
    live.set_label(2, "the typo")
    live.set_pinned(2, True)
    live.pause_shortcut(True)
    assert reloader.asked == [
        ("reload", "button"),
        ("restore", 3, True, False, False),
        ("dismiss",),
        ("checkpoint", "x", "button"),
        ("undo", "button"),
        ("recover",),
        ("leave",),
        ("label", 2, "the typo"),
        ("pin", 2, True),
    ]
    assert live.shortcut_paused()


def test_the_session_is_the_one_that_runs_here(reloader: Reloader, story: Journal) -> None:
    """Reloads of an earlier run cannot be taken back: another process ran them."""
    live = LiveActions(None)
    assert live.session_id() is None
    session = story.begin_session("the present one")
    assert LiveActions(None).session_id() == session
    reloader.opened = None
    assert live.session_id() is None


@pytest.mark.parametrize(
    ("view", "reasons"),
    [
        (View(), Abilities()),
        (View(busy="capturing"), Abilities(undo="run", checkpoint="run", restore="run")),
        (
            View(poisoned=True),
            Abilities(reload="restart", undo="restart", checkpoint="restart", restore="restart"),
        ),
    ],
)
def test_what_cannot_be_asked_for_has_a_reason(reloader: Reloader, view: View, reasons: Abilities) -> None:
    """A button that cannot be pressed says why."""
    reloader.shown = view
    found = LiveActions(None).abilities()
    for name, words in vars(reasons).items():
        reason = getattr(found, name)
        assert bool(reason) == bool(words)
        assert words in reason


def test_without_a_journal_there_is_nothing_to_go_back_to(reloader: Reloader) -> None:
    """The journal's own problem is given as the reason; a reload is still possible."""
    reloader.opened = None
    reloader.shown = replace(reloader.shown, journal_problem="the disk is full")
    found = LiveActions(None).abilities()
    assert (found.reload, found.restore, found.mark) == ("", "the disk is full", "the disk is full")


def test_the_state_now_is_summarised_without_running_the_app() -> None:
    """No property, `__repr__` or `__getattr__` of the app is called, and no secret is shown."""

    class App:
        def __init__(self) -> None:
            self.rows = [1, 2]
            self.token = "hunter2"
            self.hidden = "hunter3"

        @property
        def computed(self) -> Any:
            raise AssertionError("a property ran")

        def __getattr__(self, name: str) -> Any:
            raise AssertionError(f"{name} was asked for")

    registry = Registry()
    registry.register(
        HotModule("gui", None, ["rows", "token", "hidden", "computed", "gone"], redact=["hidden"])
    )
    found = {each.key: each for each in summaries(App(), registry)}
    assert list(found) == ["rows", "token", "hidden"]
    assert (found["rows"].type, found["rows"].length, found["rows"].repr) == ("list", 2, "[1, 2]")
    assert "hunter" not in repr(found)


def test_state_of_no_app_is_unknown(reloader: Reloader) -> None:
    """There is nothing to compare with."""
    assert LiveActions(None).state_now() is None
    assert LiveActions(SimpleNamespace()).state_now() == []


def test_importing_the_package_imports_no_imgui() -> None:
    """So that what is missing can be said in words."""
    code = "import mulligan.dashboard, sys; raise SystemExit('imgui_bundle' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

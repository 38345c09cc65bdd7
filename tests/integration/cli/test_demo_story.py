"""`mulligan demo --headless` tells the truth: with real frames, with text, and when a claim does not hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from mulligan import HotReloader
from mulligan_mma import story, story_stage
from mulligan_mma.app import DELEGATION_TARGETS
from mulligan_store.journal import Journal
from tests.support.command_line import run_python

WITHOUT_IMGUI = """
import sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] == "imgui_bundle":
            raise ImportError("libX11.so.6: cannot open shared object file")

sys.meta_path.insert(0, Refuse())
from mulligan.cli.main import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """The agents of the sample tracks pause between lines; a test need not watch."""
    monkeypatch.setenv("MMA_SAMPLE_PACE", "0")


def assert_whole_story(journal: Path) -> None:
    """The journal holds the good edit, both bad ones, the restore and the end, and is sound."""
    with Journal.open(journal, read_only=True) as opened:
        entries = [(entry.kind, entry.status) for entry in reversed(opened.entries())]
        assert opened.verify().sound
    assert entries == [
        ("reload", "kept"),
        ("reload", "rolled_back"),
        ("reload", "rolled_back"),
        ("restore", "kept"),
        ("checkpoint", "kept"),
    ]


def test_the_story_is_played_with_real_frames(tmp_path: Path) -> None:
    """Through the installed command: exit status 0, every step told, and a journal that holds it all."""
    journal = tmp_path / "story.db"
    done = run_python("-m", "mulligan", "demo", "--headless", "--journal", journal)
    assert (done.status, done.err) == (0, "")
    assert "real frames of Dear ImGui" in done.out
    assert "mulligan log --journal" in done.out
    assert_whole_story(journal)


def test_the_story_is_played_where_imgui_cannot_be_imported(tmp_path: Path) -> None:
    """The same story in text, which names the packages that are missing."""
    journal = tmp_path / "story.db"
    done = run_python("-c", WITHOUT_IMGUI, "demo", "--headless", "--journal", journal)
    assert (done.status, done.err) == (0, "")
    assert "frames of text" in done.out
    assert "libx11-6" in done.out
    assert_whole_story(journal)


def test_a_claim_that_does_not_hold_ends_the_story(
    tmp_path: Path, reloader: type[HotReloader], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reload that says yes and does nothing is found out: the story looks at the frame."""
    monkeypatch.setattr(story, "choose_stage", lambda: story_stage.TextStage("for a test"))
    monkeypatch.setattr(HotReloader, "reload_all", classmethod(lambda *_: True))
    with pytest.raises(story.StoryBroken, match="the next frame shows the new line"):
        story.play(None, tmp_path / "story.db")
    assert story_stage.MODULE not in HotReloader.HOT_MODULES


def test_the_story_leaves_nothing_behind(
    tmp_path: Path, reloader: type[HotReloader], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reloader is as before: no hot module, no error, and the installed drawing code is untouched."""
    before = story_stage.TextStage.gui_file.read_bytes()
    monkeypatch.setattr(story, "choose_stage", lambda: story_stage.TextStage("for a test"))
    story.play(None, tmp_path / "story.db")
    assert story_stage.MODULE not in HotReloader.HOT_MODULES
    assert story_stage.TextStage.gui_file.read_bytes() == before


def test_the_default_journal_lies_in_the_state_folder(
    own_folders: Path, reloader: type[HotReloader], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without --journal the story writes where programs keep their state, so `mulligan log` finds it."""
    monkeypatch.setattr(story, "choose_stage", lambda: story_stage.TextStage("for a test"))
    story.play()
    assert [path.suffix for path in (own_folders / "state").glob("*.db")] == [".db"]


@pytest.mark.parametrize("stage", [story_stage.TextStage, story_stage.NullStage])
def test_each_drawing_code_has_every_delegation_target(stage: type[story_stage.TextStage]) -> None:
    """Text and window are drawn by functions of the same names."""
    source = stage.gui_file.read_text(encoding="utf-8")
    assert [name for name in DELEGATION_TARGETS if f"\ndef {name}(app: " not in source] == []

"""A ticket is changed in its file, or the file stays as it was and the reason is told."""

from __future__ import annotations

import os
import sys
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mulligan_mma.app import App
from mulligan_mma.track_edit import check_draft, open_draft, save_draft, toml_of
from mulligan_mma.tracks import TrackError, read_track
from tests.support.mission_control import DEADLINE_S, TrackFolderMaker

GOOD = '{python} -c "print(1)"'
FLAKY = "{python} -c \"import os; raise SystemExit(os.environ['MMA_ATTEMPT'] == '1')\""
TEXT = st.text(st.characters(codec="utf-8"), min_size=1).filter(
    lambda text: text.strip() and "\0" not in text
)


@pytest.fixture
def file(folder: TrackFolderMaker) -> Path:
    """A track of three tickets, the last of the file the first to run."""
    return folder.track("t", ("c", GOOD, ["b"]), ("b", GOOD, ["a"]), ("a", GOOD, []))


@given(TEXT, TEXT, st.lists(TEXT, unique=True))
def test_what_is_written_is_what_is_read(title: str, command: str, names: list[str]) -> None:
    """Quotes, backslashes, control characters, any script: nothing is lost on the way through TOML."""
    entry = {"id": "a", "title": title, "role": "r", "command": command, "depends_on": names}
    table = {"title": title, "tickets": [entry, {"id": "b", "title": "B", "command": "x"}]}
    assert tomllib.loads(toml_of(table)) == table


def test_a_saved_ticket_is_changed_and_no_other(file: Path) -> None:
    """Title, command and dependencies; the order of the file stays, and the old file lies beside it."""
    before = file.read_text(encoding="utf-8")
    track = read_track(file)
    draft = open_draft(track, track.tickets[1])
    was_changed = draft.is_changed
    draft.title, draft.command, draft.depends_on = 'B "new"', "echo b", []
    assert (was_changed, draft.is_changed) == (False, True)
    saved = save_draft(file, draft)
    assert saved == read_track(file)
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    assert [entry["id"] for entry in table["tickets"]] == ["c", "b", "a"]
    assert table["tickets"][1] == {"id": "b", "title": 'B "new"', "command": "echo b", "depends_on": []}
    assert table["tickets"][0]["title"] == "Ticket c"
    assert file.with_name("t.toml.bak").read_text(encoding="utf-8") == before
    assert sorted(path.name for path in file.parent.iterdir()) == ["stay.py", "t.toml", "t.toml.bak"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"depends_on": ["c"]}, "tickets wait for each other in a circle: c -> b -> a -> c"),
        ({"depends_on": ["a"]}, "tickets wait for each other in a circle: a -> a"),
        ({"depends_on": ["x"]}, "depends on 'x', which no ticket has as id"),
        ({"title": "  "}, "'title' is empty"),
        ({"command": ""}, "'command' is empty"),
        ({"command": 'echo "'}, "the command cannot be split"),
    ],
)
def test_what_cannot_run_is_not_written(changes: dict[str, object], reason: str, file: Path) -> None:
    """The file is as it was, and so is the folder."""
    before = file.read_bytes()
    track = read_track(file)
    draft = open_draft(track, track.tickets[0])
    for name, value in changes.items():
        setattr(draft, name, value)
    for act in (check_draft, save_draft):
        with pytest.raises(TrackError) as caught:
            act(file, draft)
        assert reason in caught.value.reason
    assert file.read_bytes() == before
    assert not file.with_name("t.toml.bak").exists()


def test_what_somebody_else_changed_meanwhile_is_kept(file: Path) -> None:
    """An editor that saved another ticket in between loses nothing."""
    track = read_track(file)
    draft = open_draft(track, track.tickets[0])
    draft.title = "mine"
    file.write_text(
        file.read_text(encoding="utf-8").replace("'Ticket c'", "'theirs'"), encoding="utf-8", newline="\n"
    )
    saved = save_draft(file, draft)
    assert [ticket.title for ticket in saved.tickets] == ["mine", "Ticket b", "theirs"]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("'Ticket a'", "'theirs'", "ticket 'a' was changed in the file while you edited it"),
        ("id = 'a'", "id = 'z'", "depends on 'a', which no ticket has"),
        ("title = ", "title ", "the file is not TOML"),
    ],
)
def test_a_ticket_that_somebody_else_changed_is_not_overwritten(
    old: str, new: str, reason: str, file: Path
) -> None:
    """Two people who edit the same ticket are told, and nothing is written."""
    track = read_track(file)
    draft = open_draft(track, track.tickets[0])
    draft.title = "mine"
    theirs = file.read_text(encoding="utf-8").replace(old, new)
    file.write_text(theirs, encoding="utf-8", newline="\n")
    with pytest.raises(TrackError, match=reason):
        save_draft(file, draft)
    assert file.read_text(encoding="utf-8") == theirs


def test_a_file_that_cannot_be_written_stays_whole(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk, a read-only folder: the reason is told, and no half file is left."""

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    before = file.read_bytes()
    track = read_track(file)
    draft = open_draft(track, track.tickets[0])
    draft.title = "mine"
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(TrackError, match="cannot be written: No space left on device"):
        save_draft(file, draft)
    assert file.read_bytes() == before
    assert sorted(path.name for path in file.parent.iterdir()) == ["stay.py", "t.toml"]


def test_comments_are_announced_before_they_go(file: Path) -> None:
    """They stay in the backup."""
    track = read_track(file)
    assert not open_draft(track, track.tickets[0]).has_comments
    file.write_text("  # why\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    assert open_draft(track, track.tickets[0]).has_comments
    file.unlink()
    assert not open_draft(track, track.tickets[0]).has_comments


def test_a_saved_ticket_keeps_what_happened_to_it(app: App, folder: TrackFolderMaker) -> None:
    """A failed command is mended in the app, and tried again."""
    folder.track("t", ("a", "no-such-agent", []), ("b", GOOD, ["a"]))
    app.load_tracks(folder.folder)
    app.start()
    assert app.wait_idle(DEADLINE_S)
    ticket = app.selected_ticket
    assert ticket is not None
    app.edit(ticket)
    assert app.draft is not None
    app.draft.command = GOOD
    app.save_draft()
    assert vars(app)["draft"] is None
    assert app.selected_ticket is ticket
    assert (ticket.command, ticket.status.value, ticket.attempts) == (GOOD, "failed", 1)
    app.retry(ticket)
    assert app.wait_idle(DEADLINE_S)
    assert [each.status.value for each in app.tracks[0].tickets] == ["done", "done"]
    assert ticket.attempts == 2


def test_the_app_says_in_the_draft_why_it_cannot_be_saved(app: App, folder: TrackFolderMaker) -> None:
    """A circle is seen when it is made, and goes away with it."""
    folder.track("t", ("a", GOOD, []), ("b", GOOD, ["a"]))
    app.load_tracks(folder.folder)
    app.check_draft()
    app.save_draft()
    ticket = app.selected_ticket
    assert ticket is not None
    app.edit(ticket)
    draft = app.draft
    assert draft is not None
    draft.depends_on.append("b")
    app.check_draft()
    assert "in a circle: a -> b -> a" in draft.problem
    app.save_draft()
    assert app.draft is draft
    draft.depends_on.clear()
    app.check_draft()
    assert draft.problem == ""
    app.load_tracks(folder.folder / "missing")
    app.save_draft()
    assert "is not loaded any more" in draft.problem


if sys.platform != "win32":  # links need a privilege there

    def test_a_track_file_that_is_a_link_stays_one(file: Path, tmp_path: Path) -> None:
        """What it points to is changed."""
        link = tmp_path / "link.toml"
        link.symlink_to(file)
        track = read_track(link)
        draft = open_draft(track, track.tickets[0])
        draft.title = "mine"
        save_draft(link, draft)
        assert link.is_symlink()
        assert read_track(file).tickets[0].title == "mine"


def test_the_tickets_to_wait_for_are_found_by_a_part_of_their_id(file: Path) -> None:
    """Of five hundred; those that it waits for come first."""
    track = read_track(file)
    draft = open_draft(track, track.tickets[1])
    draft.others = ["Alpha", "beta", "a", "gamma"]
    assert draft.listed == ["a", "Alpha", "beta", "gamma"]
    draft.filter = "ALP"
    assert draft.listed == ["Alpha"]
    draft.filter = "nothing like it"
    assert draft.listed == []

"""What is wrong with a track file is said clearly, and never keeps another file from loading."""

from __future__ import annotations

from pathlib import Path

import pytest

from mulligan_mma.tracks import TrackError, read_folder, read_track

GOOD = """
title = "Good"
[[tickets]]
id = "second"
title = "Second"
command = "echo 2"
depends_on = ["first"]
[[tickets]]
id = "first"
title = "First"
command = "echo 1"
role = "planner"
"""

BAD = {
    "broken TOML": ("title = [", "the file is not TOML"),
    "no title": ("tickets = []", "the track has no tickets"),
    "empty": ("", "the track has no tickets"),
    "tickets of the wrong kind": ("title = 'x'\ntickets = 3", "the track has no tickets"),
    "a ticket that is no table": ("title = 'x'\ntickets = [3]", "ticket 1 is no table"),
    "title missing": ("[[tickets]]\nid='a'\ntitle='A'\ncommand='x'", "the track: 'title' is missing"),
    "id missing": ("title='x'\n[[tickets]]\ntitle='A'\ncommand='x'", "ticket 1: 'id' is missing"),
    "id of the wrong kind": ("title='x'\n[[tickets]]\nid=1\ntitle='A'\ncommand='x'", "'id' is int, not text"),
    "command missing": ("title='x'\n[[tickets]]\nid='a'\ntitle='A'", "ticket 'a': 'command' is missing"),
    "command empty": (
        "title='x'\n[[tickets]]\nid='a'\ntitle='A'\ncommand=' '",
        "ticket 'a': 'command' is empty",
    ),
    "command not closed": (
        "title='x'\n[[tickets]]\nid='a'\ntitle='A'\ncommand='echo \"'",
        "ticket 'a': the command cannot be split: No closing quotation",
    ),
    "NUL": (
        "title='x'\n[[tickets]]\nid='a'\ntitle='A'\ncommand=\"a\\u0000b\"",
        "'command' holds a NUL character",
    ),
    "unknown key": (
        "title='x'\n[[tickets]]\nid='a'\ntitle='A'\ncommand='x'\ndepends=['b']",
        "ticket 'a': 'depends' is not a known key",
    ),
    "unknown key of the track": ("titel='x'", "the track: 'titel' is not a known key"),
    "dependencies of the wrong kind": (
        "title='x'\n[[tickets]]\nid='a'\ntitle='A'\ncommand='x'\ndepends_on='b'",
        "ticket 'a': 'depends_on' must be a list",
    ),
    "unknown dependency": (
        "title='x'\n[[tickets]]\nid='a'\ntitle='A'\ncommand='x'\ndepends_on=['b']",
        "ticket 'a' depends on 'b', which no ticket has as id",
    ),
    "duplicate id": (
        "title='x'\n" + 2 * "[[tickets]]\nid='a'\ntitle='A'\ncommand='x'\n",
        "two tickets have the id 'a'",
    ),
    "cycle": (
        "title='x'\n[[tickets]]\nid='a'\ntitle='A'\ncommand='x'\ndepends_on=['b']\n"
        "[[tickets]]\nid='b'\ntitle='B'\ncommand='x'\ndepends_on=['a']",
        "tickets wait for each other in a circle: a -> b -> a",
    ),
}


def test_a_track_is_read_in_dependency_order(tmp_path: Path) -> None:
    """What a file says is what the track holds, sorted so that it can be run from top to bottom."""
    file = tmp_path / "good.toml"
    file.write_text(GOOD, encoding="utf-8")
    track = read_track(file)
    assert (track.id, track.title, track.folder) == ("good", "Good", tmp_path)
    assert [(ticket.id, ticket.role) for ticket in track.tickets] == [
        ("first", "planner"),
        ("second", "agent"),
    ]


@pytest.mark.parametrize("what", BAD)
def test_a_bad_track_is_refused_with_file_and_reason(what: str, tmp_path: Path) -> None:
    """The message names the file, the ticket and what is wrong with it."""
    text, reason = BAD[what]
    file = tmp_path / "bad.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(TrackError) as caught:
        read_track(file)
    assert caught.value.file == file
    assert reason in caught.value.reason
    assert str(caught.value) == f"{file}: {caught.value.reason}"


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    """A file saved in another encoding is no riddle."""
    file = tmp_path / "latin.toml"
    file.write_bytes(b'title = "caf\xe9"')
    with pytest.raises(TrackError, match=r"the file is not UTF-8 text \(byte 12\)"):
        read_track(file)


def test_a_folder_that_ends_in_toml_is_refused(tmp_path: Path) -> None:
    """What cannot be read is said, whatever it is."""
    (tmp_path / "folder.toml").mkdir()
    assert "the file cannot be read" in read_folder(tmp_path).problems[0].reason


def test_one_bad_file_keeps_no_other_from_loading(tmp_path: Path) -> None:
    """The good tracks of a folder load, and each bad file is one problem."""
    for number, (text, _) in enumerate(BAD.values()):
        (tmp_path / f"bad{number:02}.toml").write_text(text, encoding="utf-8")
    (tmp_path / "good.toml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "notes.txt").write_text("not a track", encoding="utf-8")
    found = read_folder(tmp_path)
    assert [track.id for track in found.tracks] == ["good"]
    assert [problem.file.name for problem in found.problems] == [f"bad{n:02}.toml" for n in range(len(BAD))]


@pytest.mark.parametrize(
    ("name", "reason"),
    [("missing", "the folder does not exist"), ("file", "this is a file"), ("empty", "holds no track")],
)
def test_a_folder_without_tracks_says_why(name: str, reason: str, tmp_path: Path) -> None:
    """An empty Track Browser is never a riddle."""
    (tmp_path / "file").touch()
    (tmp_path / "empty").mkdir()
    found = read_folder(tmp_path / name)
    assert found.tracks == ()
    assert reason in found.problems[0].reason

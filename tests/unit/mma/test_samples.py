"""The sample tracks load, run offline from a read-only folder, and tell a story."""

from __future__ import annotations

import ast

import pytest

from mulligan_mma.app import App
from mulligan_mma.tracks import sample_folder
from tests.support.mission_control import DEADLINE_S


def sample_ids() -> list[str]:
    """The ids of the sample tracks."""
    return sorted(file.stem for file in sample_folder().glob("*.toml"))


def test_the_samples_load_without_a_problem(app: App) -> None:
    """Three tracks of four to seven tickets."""
    app.load_tracks(sample_folder())
    assert app.problems == []
    assert [track.id for track in app.tracks] == sample_ids()
    assert all(4 <= len(track.tickets) <= 7 for track in app.tracks)


def test_samples_write_nothing() -> None:
    """The package folder may be read-only: no sample opens a file."""
    tree = ast.parse((sample_folder() / "agent.py").read_text(encoding="utf-8"))
    called = {
        node.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert "open" not in called


@pytest.mark.parametrize("track_id", sample_ids())
def test_a_sample_track_passes_with_one_retry_at_most(
    track_id: str, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every ticket passes; one of the regression track fails at first and passes when retried."""
    monkeypatch.setenv("MMA_SAMPLE_PACE", "0")
    app.load_tracks(sample_folder())
    app.activate(track_id)
    app.start()
    track = app.active_track
    assert track is not None
    assert app.wait_idle(DEADLINE_S)
    failed = [ticket.id for ticket in track.tickets if ticket.status == "failed"]
    assert failed == (["test"] if track_id == "2_regression" else [])
    for ticket_id in failed:
        ticket = track.ticket(ticket_id)
        assert ticket is not None
        app.retry(ticket)
    assert app.wait_idle(DEADLINE_S)
    assert track.status == "done"
    assert sum(ticket.attempts for ticket in track.tickets) == len(track.tickets) + len(failed)

"""No agent is ended by a click that nobody meant, and none outlives its app."""

from __future__ import annotations

import signal

import pytest

from mulligan_mma.app import App
from mulligan_mma.quitting import QuitGate, open_on_signals
from tests.support.mission_control import DEADLINE_S, TrackFolderMaker

GOOD = '{python} -c "print(1)"'


def test_an_idle_app_quits_without_a_question() -> None:
    """Nothing can be lost."""
    gate = QuitGate()
    assert gate.may_close(0)
    assert (gate.open, gate.asked) == (True, False)


def test_a_working_app_asks_first() -> None:
    """Stay takes the wish back; the next click asks again."""
    gate = QuitGate()
    assert not gate.may_close(2)
    assert (gate.open, gate.asked) == (False, True)
    gate.notice(2)
    gate.stay()
    assert (gate.open, gate.asked) == (False, False)
    assert not gate.may_close(2)
    gate.quit_now()
    assert gate.may_close(2)


def test_the_question_answers_itself_when_the_last_agent_ends() -> None:
    """Whoever wanted to quit and looked away finds the app gone."""
    gate = QuitGate()
    gate.may_close(1)
    gate.notice(0)
    assert gate.open


def test_quit_when_they_have_ended_starts_nothing_more(app: App, folder: TrackFolderMaker) -> None:
    """The agent that works ends well; the ticket after it waits for the next session."""
    folder.track("t", ("a", "{python} stay.py go", []), ("b", GOOD, ["a"]))
    app.load_tracks(folder.folder)
    app.start()
    app.update()
    assert not app.may_quit()
    app.quit_gate.quit_when_idle()
    app.update()
    was_open = app.quit_gate.open
    folder.release("go")
    assert app.wait_idle(DEADLINE_S)
    app.update()
    assert (was_open, app.quit_gate.open) == (False, True)
    assert [ticket.status.value for ticket in app.tracks[0].tickets] == ["done", "waiting"]


def test_a_signal_opens_the_gate_and_a_second_interrupt_interrupts() -> None:
    """`kill` and Ctrl+C end the app in order; the handlers that were there come back."""
    gate = QuitGate()
    before = signal.getsignal(signal.SIGTERM)
    with open_on_signals(gate):
        signal.raise_signal(signal.SIGTERM)
        assert gate.open
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGTERM) is before

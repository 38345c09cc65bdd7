"""A trial ends exactly once."""

from __future__ import annotations

from mulligan.trial import TrialPeriod


def period(targets=("a", "b"), calls=2, ticks=5):
    undone = []

    def undo(target, error):
        undone.append(target)
        return True

    return TrialPeriod(targets, calls=calls, ticks=ticks, undo=undo), undone


def test_enough_good_calls_of_every_delegate_end_a_trial():
    """The trial lasts until each delegate had its calls."""
    trial, _ = period()
    for target in ("a", "a", "a", "b"):
        trial.passed(target)
        assert trial.finished is False
    trial.passed("b")
    assert trial.finished is True


def test_the_bound_in_ticks_ends_a_trial_whatever_was_called():
    """A delegate that is never called does not keep old code alive for ever."""
    trial, _ = period(ticks=3)
    for _ in range(2):
        trial.tick()
    assert trial.finished is False
    trial.tick()
    assert trial.finished is True


def test_a_failure_undoes_once():
    """Only the first exception of a trial undoes; later ones are the app's own."""
    trial, undone = period()
    assert trial.failed("a", ValueError()) is True
    assert trial.failed("b", ValueError()) is False
    assert undone == ["a"]


def test_after_its_end_a_trial_undoes_nothing():
    """An exception after the last good call is not the edit's trial any more."""
    trial, undone = period(calls=1)
    trial.passed("a")
    trial.passed("b")
    assert trial.failed("a", ValueError()) is False
    assert undone == []


def test_without_delegates_or_calls_there_is_no_trial():
    """What nobody can try is kept at once."""
    assert period(targets=())[0].finished_at_once is True
    assert period(calls=0)[0].finished_at_once is True
    assert period()[0].finished_at_once is False


def test_calls_of_unknown_targets_do_not_count():
    """A delegate of another object neither ends nor prolongs the trial."""
    trial, _ = period(targets=("a",), calls=1)
    trial.passed("zzz")
    assert trial.finished is False

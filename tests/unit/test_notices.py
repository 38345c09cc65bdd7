"""Success and failure are both said, and an error stays said until the next success."""

from __future__ import annotations

from mulligan.failure import Failure
from mulligan.notices import CONTAINED_LIMIT, Notices

FAILURE = Failure("ValueError", "no\nmore", "Traceback ...\nValueError: no")


def test_a_refusal_is_said_until_the_next_success():
    """The view holds headline, refused edit, one line and the full traceback; success clears them."""
    notices = Notices()
    notices.failed("refused", FAILURE, refused="edit of gui")
    view = notices.view
    assert (view.is_error_state, view.last_error_line, view.refused) == (
        True,
        "ValueError: no",
        "edit of gui",
    )
    assert view.last_error == FAILURE.traceback
    notices.dismiss()
    assert notices.view.is_error_state is True
    assert notices.view.dismissed is True
    notices.succeeded("reloaded gui")
    view = notices.view
    assert (view.is_error_state, view.last_error, view.refused, view.dismissed) == (False, None, None, False)
    assert view.success == "reloaded gui"
    assert view.success_age_s >= 0


def test_poison_is_never_cleared_by_a_success():
    """Once an undo has failed the view says so for good."""
    notices = Notices()
    notices.failed("restart", FAILURE, refused="edit", poisoned=True)
    notices.succeeded("x")
    assert notices.view.poisoned is True


def test_the_same_contained_exception_only_counts_up():
    """Sixty exceptions a second are one line with a count, without a new revision."""
    notices = Notices()
    notices.contained("gui:render", FAILURE)
    revision = notices.view.revision
    for _ in range(9):
        notices.contained("gui:render", FAILURE)
    assert [(each.line, each.count) for each in notices.view.contained] == [("ValueError: no", 10)]
    assert notices.view.revision == revision


def test_contained_exceptions_are_bounded():
    """Ever new messages do not grow the view without bound."""
    notices = Notices()
    for number in range(CONTAINED_LIMIT + 20):
        notices.contained("gui:render", Failure("ValueError", str(number), ""))
    assert len(notices.view.contained) == CONTAINED_LIMIT
    assert notices.view.contained[-1].line == f"ValueError: {CONTAINED_LIMIT + 19}"


def test_a_view_that_was_handed_out_never_changes():
    """Each event makes a new view."""
    notices = Notices()
    before = notices.view
    notices.succeeded("x")
    assert before.success is None
    assert notices.view.revision > before.revision

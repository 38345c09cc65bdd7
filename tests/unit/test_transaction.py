"""The transaction keeps its drawing: every transition, and undo through everyone."""

from __future__ import annotations

import gc
import itertools

import pytest

from mulligan.errors import TransactionMisused
from mulligan.failure import Failure
from mulligan.transaction import TRANSITIONS, State, Transaction, drawn_transitions

STEPS = ("vote", "apply", "undo")
ROLES = ("capture", "record", "prepare")


class Fake:
    """A participant that notes its calls and fails at the steps it is told to."""

    def __init__(self, name: str, calls: list[str], fails: dict[tuple[str, str], BaseException]) -> None:
        self.name, self.calls, self.fails = name, calls, fails

    def _step(self, step: str) -> None:
        self.calls.append(f"{self.name}.{step}")
        error = self.fails.get((self.name, step))
        if error is not None:
            raise error

    def vote(self) -> None:
        self._step("vote")

    def apply(self) -> None:
        self._step("apply")

    def undo(self) -> None:
        self._step("undo")


def build(fails: dict[tuple[str, str], BaseException] | None = None, **options):
    calls: list[str] = []
    fakes = {role: [Fake(role, calls, fails or {})] for role in ROLES}

    def commit() -> None:
        calls.append("commit")
        error = (fails or {}).get(("commit", "commit"))
        if error is not None:
            raise error

    return Transaction(**fakes, commit=commit, **options), calls


def test_the_drawn_transition_list_is_the_codes_own_table():
    """What the module's docstring lists is exactly what the code allows."""
    drawn = {(source, target) for source, target, _ in drawn_transitions()}
    coded = {(source.name, target.name) for source, targets in TRANSITIONS.items() for target in targets}
    assert drawn == coded
    assert all(hasattr(Transaction, method) for _, _, method in drawn_transitions())


def test_a_transaction_goes_through_everyone_and_commits_once():
    """Votes by stage, applies in the same order, then one commit."""
    transaction, calls = build()
    assert transaction.run() is True
    assert calls == [
        "capture.vote",
        "record.vote",
        "prepare.vote",
        "capture.apply",
        "record.apply",
        "prepare.apply",
        "commit",
    ]
    assert transaction.state is State.ON_TRIAL
    transaction.keep()
    assert transaction.state is State.KEPT
    assert set(transaction.phases_ms) == {"capture", "record", "prepare", "apply", "commit"}


@pytest.mark.parametrize(("role", "step"), list(itertools.product(ROLES, ("vote", "apply"))))
def test_a_failure_at_any_step_undoes_everyone_who_was_entered_in_reverse(role, step):
    """Whoever was asked to vote is undone, last first, and nothing is committed."""
    transaction, calls = build({(role, step): ValueError("no")})
    assert transaction.run() is False
    entered = ROLES if step == "apply" else ROLES[: ROLES.index(role) + 1]
    assert [call for call in calls if call.endswith("undo")] == [f"{each}.undo" for each in reversed(entered)]
    assert "commit" not in calls
    assert transaction.state is State.ROLLED_BACK
    assert transaction.failure is not None
    assert transaction.failure.line == "ValueError: no"


def test_a_failed_commit_rolls_back():
    """Without its commit a transaction never happened."""
    transaction, calls = build({("commit", "commit"): OSError("disk")})
    assert transaction.run() is False
    assert calls[-3:] == ["prepare.undo", "record.undo", "capture.undo"]
    assert transaction.state is State.ROLLED_BACK


@pytest.mark.parametrize("broken", ROLES)
def test_a_failed_undo_poisons_and_the_others_are_still_undone(broken):
    """An undo that raises makes the transaction POISONED, after everyone else was undone."""
    fails = {("prepare", "apply"): ValueError("edit"), (broken, "undo"): RuntimeError("stuck")}
    transaction, calls = build(fails)
    assert transaction.run() is False
    assert [call for call in calls if call.endswith("undo")] == [
        "prepare.undo",
        "record.undo",
        "capture.undo",
    ]
    assert transaction.state is State.POISONED
    assert "stuck" in transaction.failure.message
    assert "ValueError: edit" in transaction.failure.message


@pytest.mark.parametrize("error", [SystemExit(3), GeneratorExit(), BaseException("odd")])
def test_any_base_exception_is_a_bad_edit(error):
    """Code that calls sys.exit() is rolled back like any other bad edit, and goes no further."""
    transaction, _ = build({("prepare", "apply"): error})
    assert transaction.run() is False
    assert transaction.state is State.ROLLED_BACK
    assert transaction.interrupt is None


def test_ctrl_c_is_undone_and_handed_to_the_caller():
    """A KeyboardInterrupt is rolled back first and then left for the caller to raise."""
    transaction, calls = build({("prepare", "apply"): KeyboardInterrupt()})
    assert transaction.run() is False
    assert calls[-1] == "capture.undo"
    assert isinstance(transaction.interrupt, KeyboardInterrupt)


@pytest.mark.parametrize(
    "state", [State.CAPTURED, State.RECORDED, State.PREPARED, State.APPLIED, State.ON_TRIAL]
)
def test_the_switch_for_tests_rolls_back_at_any_state(state):
    """force_rollback_at fails on reaching that state, and everything is undone."""
    transaction, calls = build(force_rollback_at=state)
    assert transaction.run() is False
    assert transaction.state is State.ROLLED_BACK
    assert calls[-1] == "capture.undo"


def test_a_trial_can_be_undone_after_the_commit():
    """roll_back brings a committed transaction back while it is on trial."""
    transaction, calls = build()
    transaction.run()
    transaction.roll_back(Failure("ValueError", "late", "ValueError: late"))
    assert transaction.state is State.ROLLED_BACK
    assert calls[-3:] == ["prepare.undo", "record.undo", "capture.undo"]


def test_an_ended_transaction_moves_no_more():
    """KEPT, ROLLED_BACK and POISONED are final."""
    transaction, _ = build()
    transaction.run()
    transaction.keep()
    with pytest.raises(TransactionMisused):
        transaction.keep()
    with pytest.raises(TransactionMisused):
        transaction.roll_back(Failure("X", "", ""))
    with pytest.raises(TransactionMisused):
        transaction.run()


def test_a_failure_keeps_no_exception_object():
    """What is remembered of a failure is text alone."""
    transaction, _ = build({("prepare", "apply"): ValueError("no")})
    transaction.run()
    assert transaction.failure == Failure("ValueError", "no", transaction.failure.traceback)
    assert "ValueError: no" in transaction.failure.traceback


def test_an_exception_whose_message_raises_is_still_told():
    """A user's exception with a broken __str__ does not stop the rollback."""

    class Broken(Exception):
        def __str__(self) -> str:
            raise RuntimeError("in __str__")

    transaction, _ = build({("prepare", "apply"): Broken()})
    assert transaction.run() is False
    assert transaction.state is State.ROLLED_BACK
    assert "Broken" in transaction.failure.line


def test_no_garbage_is_collected_before_new_code_runs():
    """A finalizer is code of the app: while state is captured and written, none may run."""
    was_on: dict[str, bool] = {}

    class Looks(Fake):
        def _step(self, step: str) -> None:
            was_on[f"{self.name}.{step}"] = gc.isenabled()

    stages = {role: [Looks(role, [], {})] for role in ROLES}
    assert Transaction(**stages, commit=lambda: None).run()
    assert was_on == {f"{role}.{step}": step == "apply" for role in ROLES for step in ("vote", "apply")}
    assert gc.isenabled()

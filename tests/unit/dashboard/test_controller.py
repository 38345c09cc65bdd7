"""One controller turns what a person asks for into what happens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from mulligan.dashboard import intents
from mulligan.dashboard.actions import InspectionActions
from mulligan.dashboard.builders import undo_target
from mulligan.dashboard.controller import GLANCE_INTERVAL_S, Controller
from mulligan.dashboard.intents import Intent, Query, Side
from mulligan.view import Contained, View
from mulligan_store.errors import JournalError
from mulligan_store.journal import Journal
from mulligan_store.records import Entry
from tests.support.dashboard_stage import ENTRY, FakeActions, entry, keys
from tests.support.journals import forging


class Bench:
    """A controller, its clock and what it copied."""

    def __init__(self, actions: Any) -> None:
        self.now_s = 100.0
        self.copied: list[str] = []
        self.controller = Controller(actions, copy=self.copied.append, clock=lambda: self.now_s)
        self.frames()

    def frames(self, count: int = 3) -> None:
        """Let frames go by."""
        for _ in range(count):
            self.controller.begin_frame()
            self.now_s += GLANCE_INTERVAL_S / 10

    def ask(self, *asked: Intent) -> None:
        """Apply intents, and let a frame go by."""
        self.controller.apply(asked)
        self.frames(1)


@pytest.fixture
def bench(actions: FakeActions) -> Bench:
    """A controller over the story of eight entries."""
    return Bench(actions)


@pytest.mark.parametrize(
    ("intent", "asked"),
    [
        (intents.Reload(), ("reload",)),
        (intents.UndoLast(), ("undo",)),
        (intents.Recover(True), ("recover", True)),
        (intents.Recover(False), ("recover", False)),
        (intents.Checkpoint("before the demo"), ("checkpoint", "before the demo")),
        (intents.Dismiss(), ("dismiss",)),
        (intents.PauseShortcut(True), ("pause", True)),
        (intents.Restore(3, state=True, code=False), ("restore", 3, True, False)),
        (intents.Pin(2, True), ("pin", 2, True)),
        (intents.Label(2, "  typo "), ("label", 2, "typo")),
        (intents.Label(2, "   "), ("label", 2, None)),
    ],
)
def test_an_intent_becomes_one_action(
    bench: Bench, actions: FakeActions, intent: Intent, asked: tuple[object, ...]
) -> None:
    """Nothing else is asked of the session."""
    bench.ask(intent)
    assert actions.asked == [asked]


@pytest.mark.parametrize(
    "intent",
    [
        intents.Reload(),
        intents.UndoLast(),
        intents.Recover(True),
        intents.Checkpoint("x"),
        intents.Restore(3, state=True, code=True),
        intents.Pin(2, True),
        intents.Label(2, "x"),
        intents.Dismiss(),
        intents.PauseShortcut(True),
    ],
)
def test_an_inspection_refuses_every_action(story: Journal, intent: Intent) -> None:
    """Though a panel asked for it: the refusal is said, and the journal is as it was."""
    before = story.entries()
    bench = Bench(InspectionActions(story))
    bench.ask(intent)
    assert story.entries() == before
    assert bench.controller.now().problem


def test_copy_goes_to_the_clipboard(bench: Bench) -> None:
    """In an inspection too."""
    bench.ask(intents.Copy("7"))
    assert bench.copied == ["7"]


def test_the_newest_entry_is_followed_until_one_is_chosen(bench: Bench, story: Journal) -> None:
    """A reload shows its own entry; a choice stays."""
    assert bench.controller.history().selected_at == 0
    story.begin_entry(entry())
    bench.now_s += GLANCE_INTERVAL_S
    bench.frames()
    assert bench.controller.selected == 9
    bench.ask(intents.Select(3))
    story.begin_entry(entry())
    bench.now_s += GLANCE_INTERVAL_S
    bench.frames()
    selected = bench.controller.history().selected
    assert selected is not None
    assert selected.id == 3


@pytest.mark.parametrize(("position", "entry_id"), [(0, 8), (3, 5), (-5, 8), (99, 1)])
def test_a_place_beyond_the_list_is_its_end(bench: Bench, position: int, entry_id: int) -> None:
    """Page Down at the end stays at the end."""
    bench.ask(intents.SelectAt(position))
    assert bench.controller.selected == entry_id


def test_a_filter_lists_what_matches_and_counts_the_rest(bench: Bench) -> None:
    """The panel knows how many are hidden."""
    bench.ask(intents.Find(Query(statuses=frozenset({"rolled_back"}))))
    model = bench.controller.history()
    assert ([row.id for row in model.rows], model.matching, model.total) == ([7, 3, 2], 3, 8)


def test_another_order_reads_nothing_again(bench: Bench) -> None:
    """Sorting is done on what is known."""
    bench.ask(intents.Find(replace(bench.controller.index.query, column="bytes")))
    assert bench.controller.index.total == 8
    assert bench.controller.history().rows[0].id == 8


def test_a_model_is_kept_until_something_changes(bench: Bench) -> None:
    """An idle frame makes no model and reads nothing."""
    models = [bench.controller.history(), bench.controller.source(), bench.controller.timeline()]
    bench.frames(1)
    again = [bench.controller.history(), bench.controller.source(), bench.controller.timeline()]
    assert all(old is new for old, new in zip(models, again, strict=True))


def test_pins_and_labels_are_seen_at_once(bench: Bench) -> None:
    """In the row, and in a list that is filtered by them."""
    bench.ask(intents.Pin(3, True), intents.Label(3, "the typo"))
    row = next(row for row in bench.controller.history().rows if row.id == 3)
    assert (row.pinned, row.label) == (True, "the typo")
    bench.ask(intents.Find(Query(pinned_only=True)), intents.Pin(1, False))
    bench.frames()
    assert [row.id for row in bench.controller.history().rows] == [3]


def test_preview_says_what_a_restore_would_change(bench: Bench, actions: FakeActions) -> None:
    """Code by lines, state by summaries, and what the snapshot does not hold."""
    actions.present = list(keys(7))
    bench.ask(intents.Preview(4))
    preview = bench.controller.history().preview
    assert preview is not None
    assert [(each.module, each.added, each.removed) for each in preview.code] == [("app.gui", 1, 1)]
    assert [(each.key, each.reasons) for each in preview.state] == [("tickets", ("length 7 -> 3", "value"))]
    assert [text.partition(":")[0] for text in preview.left_alone] == ["worker", "api_token"]
    bench.ask(intents.Restore(4, state=True, code=True))
    assert bench.controller.history().preview is None


def test_preview_of_an_entry_that_is_gone_is_none(bench: Bench) -> None:
    """There is nothing to go back to."""
    bench.ask(intents.Preview(99))
    assert bench.controller.history().preview is None


def test_state_is_compared_with_now_or_with_the_marked_entry(bench: Bench, actions: FakeActions) -> None:
    """From summaries only."""
    assert bench.controller.state().other == ""
    actions.present = list(keys(7))
    bench.ask(intents.Select(8))
    bench.now_s += GLANCE_INTERVAL_S
    bench.frames()
    model = bench.controller.state()
    assert (model.other, [each.key for each in model.differences if each.change != "same"]) == (
        "now",
        ["tickets"],
    )
    bench.ask(intents.Mark(1))
    assert bench.controller.state().other == "entry 1"


def test_another_selection_lets_the_sides_follow(bench: Bench) -> None:
    """Sides that were chosen for one entry mean nothing for the next."""
    bench.ask(intents.Select(2), intents.ChooseSides(Side(2, "after"), Side(2, "before")))
    assert bench.controller.source().left.side == Side(2, "after")  # type: ignore[union-attr]
    bench.ask(intents.Select(4))
    assert bench.controller.source().left.side == Side(4, "before")  # type: ignore[union-attr]


def test_timeline_runs_from_old_to_new(bench: Bench) -> None:
    """One value a phase and entry."""
    model = bench.controller.timeline()
    assert model.ids == tuple(range(1, 9))
    assert dict(model.phases)["record"] == (4.2,) * 8
    assert model.statuses[1] == "rolled_back"


def test_problems_are_grouped_and_contained_ones_counted(bench: Bench, actions: FakeActions) -> None:
    """The newest kind first; an entry is counted once."""
    actions.shown = View(revision=2, contained=(Contained("gui:draw", "KeyError: 'x'", "Traceback", 12),))
    bench.frames()
    model = bench.controller.problems()
    assert [(each.count, each.entry_ids) for each in model.refused] == [(1, (7,)), (2, (3, 2))]
    assert [(each.what, each.count) for each in model.contained] == [("gui:draw", 12)]


def test_a_damaged_entry_is_said_in_its_place(story_path: Any) -> None:
    """Every other entry is shown as if nothing had happened, and the damage is one of the problems."""
    with forging(story_path) as raw:
        raw.execute("UPDATE entries SET status = 'strange' WHERE id = 5")
    with Journal.open(story_path, read_only=True) as journal:
        bench = Bench(InspectionActions(journal))
        rows = {each.id: each for each in bench.controller.history().rows}
        assert "strange" in rows[5].error
        assert not any("damaged" in row.error for number, row in rows.items() if number != 5)
        assert any("strange" in each.line for each in bench.controller.problems().refused)
        bench.ask(intents.Select(5))
        assert "strange" in bench.controller.source().problem


def test_a_journal_that_breaks_is_said_in_every_panel(story: Journal, monkeypatch: Any) -> None:
    """No exception reaches the frame, and the next glance tries again."""
    bench = Bench(InspectionActions(story))

    def fail(**_: object) -> None:
        raise JournalError("the medium is gone")

    monkeypatch.setattr(story, "entries", fail)
    bench.controller.reader.forget_rows()
    bench.now_s += 5
    bench.frames()
    bench.ask(intents.Select(4))
    panels: list[Callable[[], Any]] = [
        bench.controller.now, bench.controller.history, bench.controller.timeline, bench.controller.source,
    ]  # fmt: skip
    assert all("medium" in panel().problem for panel in panels)


def test_sources_that_cannot_be_read_are_said(story_path: Any) -> None:
    """A damaged blob spoils the panel that shows it, and no other."""
    with forging(story_path) as raw:
        raw.execute("UPDATE blobs SET stored = x'00'")
    with Journal.open(story_path, read_only=True) as journal:
        bench = Bench(InspectionActions(journal))
        left = bench.controller.source().left
        assert left is not None
        assert "cannot be read" in left.problem
        assert bench.controller.history().rows[0].id == 8
        assert bench.controller.state().keys


def test_without_a_journal_nothing_is_listed() -> None:
    """As before the app is first seen."""
    bench = Bench(FakeActions(None))
    assert bench.controller.history().total == 0
    assert bench.controller.source().problem
    assert bench.controller.timeline().problem


def test_a_journal_that_appears_is_read(story: Journal) -> None:
    """The session opens it when the app is first seen."""
    actions = FakeActions(None)
    bench = Bench(actions)
    actions.opened = story
    bench.frames()
    assert bench.controller.history().total == 8


def entries(*described: tuple[int, str, str, int | None, bool]) -> list[Entry]:
    """Entries as (number, kind, status, parent, whether code changed)."""
    return [
        replace(ENTRY, id=number, kind=kind, status=status, parent_id=parent, plan={"x": 1} if code else None)  # type: ignore[arg-type]
        for number, kind, status, parent, code in described
    ]


@pytest.mark.parametrize(
    ("story", "target"),
    [
        ([], None),
        ([(1, "reload", "kept", None, True)], 1),
        ([(2, "reload", "rolled_back", None, True), (1, "reload", "kept", None, True)], 1),
        ([(2, "reload", "on_trial", None, True), (1, "reload", "kept", None, True)], 2),
        # Taken back already: the one before it comes next.
        (
            [
                (3, "restore", "kept", 2, True),
                (2, "reload", "kept", None, True),
                (1, "reload", "kept", None, True),
            ],
            1,
        ),
        # A restore of the state alone takes no code back.
        ([(3, "restore", "kept", 1, False), (2, "reload", "kept", None, True)], 2),
        ([(2, "restore", "rolled_back", 1, True), (1, "reload", "kept", None, True)], 1),
        ([(2, "restore", "kept", 1, True), (1, "reload", "kept", None, True)], None),
    ],
)
def test_undo_takes_back_the_reload_whose_code_runs(
    story: list[tuple[int, str, str, int | None, bool]], target: int | None
) -> None:
    """Pressed again, it goes one reload further back."""
    found = undo_target(entries(*story))
    assert (found.id if found is not None else None) == target

"""State keys of a running app are compared element by element, off the frame."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import numpy
import pytest

from mulligan import HotReloader
from mulligan.dashboard import intents
from mulligan.dashboard.dashboard import Dashboard
from mulligan.dashboard.insight import ALL
from mulligan.dashboard.model import Inside
from mulligan_store.errors import SignatureInvalid
from tests.support.dashboard_desk import SIZE, Desk
from tests.support.hot_files import HotFiles

TIMEOUT_S = 30.0
V1 = "class Ticket:\n    def __init__(self, id, title):\n        self.id, self.title = id, title\n"
KEYS = ("tickets", "grid", "zoom", "api_token", "me")


class Bench:
    """An app with a checkpoint of its state in entry 1, which has changed since."""

    def __init__(self, files: HotFiles) -> None:
        module: Any = files.add("gui", V1, state_keys=KEYS, live_keys=["worker"])
        self.module = module
        self.app = SimpleNamespace(
            tickets=[module.Ticket(number, f"ticket {number}") for number in range(20)],
            grid=numpy.arange(12.0).reshape(3, 4),
            zoom=1.5,
            api_token="hunter2",
            worker=object(),
        )
        self.app.me = [self.app, self.app.worker, 1]
        HotReloader.start(self.app)
        HotReloader.checkpoint("before", self.app)
        self.app.tickets[3].title = "a better title"
        self.app.tickets.insert(0, self.app.tickets.pop(9))
        self.app.grid[1, 2] = 99
        self.app.me[2] = 2
        self.app.api_token = "hunter3"
        self.dashboard = Dashboard(self.app, clipboard=lambda _: None)
        self.dashboard.controller.begin_frame()

    def look(self, key: str) -> Inside:
        """Ask to look into a key, and wait as frames would."""
        return look(self.dashboard, key)

    def said(self, key: str) -> list[str]:
        """What differs inside a key."""
        difference = self.look(key).difference
        assert difference is not None
        return [str(each) for each in difference.changes]


def look(dashboard: Dashboard, key: str) -> Inside:
    """Ask to look into a key, and wait as frames would."""
    controller = dashboard.controller
    controller.apply([intents.LookInside(key)])
    controller.state()
    assert controller._insight is not None
    assert controller._insight.background.wait(TIMEOUT_S)
    inside = controller.state().inside
    assert inside is not None
    return inside


@pytest.fixture
def bench(files: HotFiles) -> Iterator[Bench]:
    """The app and its dashboard."""
    yield Bench(files)


def test_a_key_is_compared_with_now_down_to_the_element(bench: Bench) -> None:
    """An attribute of an object in a list, and where it stands."""
    assert [each.split(" <")[0] for each in bench.said("tickets")] == [
        "tickets[9]: moved to [0]",
        "tickets[3].title: 'ticket 3' -> 'a better title'",
    ]
    assert bench.said("grid") == ["grid[1, 2]: 6.0 -> 99.0"]
    assert bench.said("zoom") == []


def test_all_keys_are_compared_at_once(bench: Bench) -> None:
    """The app and its live values are not entered, and what was never written is not compared."""
    said = bench.said(ALL)
    places = [each.partition(":")[0] for each in said]
    assert places == ["tickets[9]", "tickets[3].title", "grid[1, 2]", "me[2]"]
    assert "hunter" not in "".join(said)


def test_two_entries_are_compared(bench: Bench) -> None:
    """Without a look at what the app holds now."""
    HotReloader.checkpoint("after", bench.app)
    bench.app.tickets.clear()
    bench.dashboard.controller.apply([intents.Select(1), intents.Mark(2)])
    assert len(bench.said("tickets")) == 2


def test_a_key_that_is_in_no_snapshot_says_so(bench: Bench) -> None:
    """Secrets are never written, so there is nothing to compare inside."""
    inside = bench.look("api_token")
    assert inside.difference is None
    assert "api_token" in inside.problem


def test_what_nobody_signed_is_not_decoded(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """The store refuses; the reason is said, and summaries are what there is."""
    journal: Any = HotReloader.journal()

    def refuse(entry_id: int) -> None:
        raise SignatureInvalid(f"entry {entry_id} was not signed by you")

    monkeypatch.setattr(journal, "read_groups", refuse)
    inside = bench.look("tickets")
    assert inside.difference is None
    assert "not signed" in inside.problem
    assert bench.dashboard.controller.state().keys


def test_a_class_that_is_gone_is_said(bench: Bench) -> None:
    """What placeholders stand for is named; nothing is raised."""
    del bench.module.Ticket
    inside = bench.look("tickets")
    assert any("placeholders in app.tickets stand for" in note for note in inside.notes)


def test_a_journal_that_is_only_looked_at_is_never_looked_into(bench: Bench) -> None:
    """Not even when an intent asks for it."""
    journal = HotReloader.journal()
    assert journal is not None
    dashboard = Dashboard(journal=journal)
    dashboard.controller.begin_frame()
    dashboard.controller.apply([intents.LookInside("tickets")])
    state = dashboard.controller.state()
    assert state.inside is None
    assert "only looked at" in state.closed


def test_keys_are_looked_into_by_mouse(bench: Bench) -> None:
    """A click on a key; filter, copy, look again, close; and all keys by one button."""
    desk = Desk(app=bench.app)
    background = desk.controller._insight
    assert background is not None
    shown: list[str] = []

    def wait(ctx: Any) -> None:
        ctx.yield_(2)
        assert background.background.wait(TIMEOUT_S)
        ctx.yield_(2)

    def body(ctx: Any) -> None:
        ctx.item_click("//desk/**/tickets/###key")
        wait(ctx)
        inside = desk.controller.state().inside
        shown.append(inside.key if inside else "")
        # Both halves are in view: the keys leave room for what differs inside one of them.
        assert ctx.item_info("//desk/Again").rect_full.max.y < SIZE[1]
        ctx.item_click("//desk/Copy")
        ctx.item_click("//desk/##elements")
        ctx.key_chars_replace("better title")
        ctx.yield_(2)
        shown.extend(each.path for each in desk.dashboard._state._elements._listed)
        bench.app.tickets[4].title = "ticket 3"
        ctx.item_click("//desk/Again")
        wait(ctx)
        inside = desk.controller.state().inside
        shown.append(str(inside.difference.total if inside and inside.difference else None))
        ctx.item_click("//desk/Close")
        ctx.yield_(2)
        shown.append(str(desk.controller.state().inside))
        ctx.item_click("//desk/Compare all elements")
        wait(ctx)

    desk.play("State", body)
    assert shown == ["tickets", "tickets[3].title", "1", "None"]
    assert desk.copied[0].startswith("tickets, before entry 1 against now\ntickets[9]: moved to [0]\n")
    inside = desk.controller.state().inside
    assert inside is not None
    assert inside.key == ALL

"""What a session that broke off left behind is offered in words, with two buttons."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from imgui_bundle import imgui

from mulligan.imgui.overlay import Overlay
from mulligan.imgui.palette import BUSY, packed
from mulligan.imgui.wording import recovery_banner_of
from mulligan.view import RecoveryOffer, View
from tests.support.imgui_headless import click, frame, vertices

BANNER = "###mulligan banner"
SAVED_AT = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
OFFER = RecoveryOffer(7, SAVED_AT, "before lunch", ("rows", "note"), ("canvas",))


def words(offer: RecoveryOffer) -> str:
    """Everything the banner says of an offer."""
    banner = recovery_banner_of(View(recovery=offer))
    assert banner is not None
    return "\n".join((banner.title, *banner.lines))


def test_the_offer_says_when_what_and_what_not() -> None:
    """The moment in local time, the entry with its label, the keys that change, and those never written."""
    text = words(OFFER)
    assert "did not end cleanly" in text
    assert f"{SAVED_AT.astimezone():%Y-%m-%d %H:%M:%S} (entry 7, before lunch)" in text
    assert "changes rows, note." in text
    assert "left as it is: canvas." in text
    assert "before that edit" not in text


def test_the_offer_says_when_the_code_comes_back_too() -> None:
    """A person knows that the code they saved is not what will run."""
    assert "The code from before that edit comes back too" in words(RecoveryOffer(7, SAVED_AT, code=True))


@pytest.mark.parametrize(("attempts", "said"), [(1, "restored once before"), (2, "restored 2 times before")])
def test_the_offer_says_that_it_was_tried(attempts: int, said: str) -> None:
    """Whoever restores it once more knows what happened the last time."""
    assert said in words(RecoveryOffer(7, SAVED_AT, attempts=attempts))


def test_many_keys_and_none_are_said_shortly() -> None:
    """A banner is no list of a hundred names."""
    assert "k7 and 92 more" in words(RecoveryOffer(7, SAVED_AT, keys=tuple(f"k{i}" for i in range(100))))
    assert "nothing that a summary shows" in words(RecoveryOffer(7, SAVED_AT))


def test_an_error_comes_first() -> None:
    """One banner at a time; once the error is dismissed, the offer is there again."""
    assert recovery_banner_of(View(is_error_state=True, recovery=OFFER)) is None
    assert recovery_banner_of(View(is_error_state=True, dismissed=True, recovery=OFFER)) is not None
    assert recovery_banner_of(View()) is None


def find_button(label: str, step: Callable[[], None]) -> tuple[float, float]:
    """The middle of a button of the banner, found by pointing."""
    banner = imgui.internal.find_window_by_name(BANNER)
    identifier = banner.get_id(label)
    for y in range(int(banner.pos.y), int(banner.pos.y + banner.size.y), 4):
        for x in range(int(banner.pos.x), int(banner.pos.x + banner.size.x), 10):
            imgui.get_io().add_mouse_pos_event(x, y)
            step()
            if imgui.get_current_context().hovered_id == identifier:
                return x, y
    raise AssertionError(f"no button {label}")


@pytest.mark.parametrize(("label", "called"), [("Restore", ["recover"]), ("Ignore", ["ignore"])])
def test_each_button_does_what_it_says(io: imgui.IO, label: str, called: list[str]) -> None:
    """Once for a click, and nothing else; the banner is drawn in its own colours."""
    done: list[str] = []
    overlay = Overlay(
        lambda: done.append("dismiss"), lambda: done.append("recover"), lambda: done.append("ignore")
    )

    def step() -> None:
        with frame():
            overlay.draw(View(recovery=OFFER))

    for _ in range(3):
        step()
    assert packed(BUSY.ground) in {color for owner, _, _, color in vertices() if BANNER in owner}
    click(*find_button(label, step), step)
    assert done == called

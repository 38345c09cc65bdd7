"""What a person opened, scrolled to and typed, while code and state change under it.

ImGui's test engine is the person: it opens, clicks, scrolls and types as one does.
"""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from imgui_bundle import imgui
from imgui_bundle.immapp import testing

import mulligan
from mulligan import HotModule, HotReloader, delegation
from mulligan.imgui import install
from tests.support.imgui_headless import destroy_leftovers, let_go, null_params

NAME = "hot_desk_of_the_test"
SOURCE = """
    from imgui_bundle import imgui

    VERSION = "first"

    def draw(app):
        imgui.set_next_window_size((500, 500))
        imgui.begin("desk")
        app.version = VERSION
        _, app.text = imgui.input_text("field", app.text)
        _, app.count = imgui.input_int("count", app.count, 0)
        app.tree_is_open = imgui.tree_node("tree")
        if app.tree_is_open:
            imgui.text_unformatted("leaf")
            imgui.tree_pop()
        if imgui.begin_tab_bar("bar"):
            for name in ("one", "two"):
                shown, _ = imgui.begin_tab_item(name)
                if shown:
                    app.tab = name
                    imgui.end_tab_item()
            imgui.end_tab_bar()
        imgui.begin_child("list", (0, 100))
        for number in range(100):
            imgui.text_unformatted(f"line {number}")
        if app.scrolls_to is not None:
            imgui.set_scroll_y(app.scrolls_to)
            app.scrolls_to = None
        app.scrolled = imgui.get_scroll_y()
        imgui.end_child()
        imgui.end()
"""
SEEN = ("version", "tree_is_open", "tab", "scrolled", "scrolls_to")


class App:
    """An app with one window full of what ImGui remembers by itself."""

    draw = mulligan.delegate(f"{NAME}:draw")

    def __init__(self) -> None:
        self.text = "typed"
        self.count = 1
        self.version = ""
        self.tree_is_open = False
        self.tab = ""
        self.scrolled = 0.0
        self.scrolls_to: float | None = None

    def seen(self) -> tuple[bool, str, float]:
        """What is open, shown and scrolled to."""
        return self.tree_is_open, self.tab, self.scrolled


class Person:
    """The app and its source file, with whoever sits in front of it."""

    def __init__(self, path: Path, app: App) -> None:
        self.path, self.app = path, app

    def edit(self, old: str, new: str) -> None:
        """Save a change of the source, and ask for it."""
        self.path.write_text(textwrap.dedent(SOURCE).replace(old, new), encoding="utf-8")
        HotReloader.request_reload()

    def acts(self, body: Callable[[Any], None]) -> None:
        """Run the app while `body` works with mouse and keyboard."""
        params = null_params(self.app.draw)
        install(params, self.app)
        try:
            testing.run(test_function=body, runner_params=params)
        finally:
            let_go(params)


@pytest.fixture
def person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Person]:
    """A person in front of the app."""
    path = tmp_path / f"{NAME}.py"
    path.write_text(textwrap.dedent(SOURCE), encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    HotReloader.reset()
    HotReloader.configure(journal=tmp_path / "journal.db")
    HotReloader.register(HotModule(NAME, path, ["text", "count"], ["draw"], live_keys=SEEN))
    try:
        yield Person(path, App())
    finally:
        delegation.set_guard(None)
        destroy_leftovers()
        HotReloader.reset()
        sys.modules.pop(NAME, None)


def arrange(ctx: Any, app: App) -> tuple[bool, str, float]:
    """Open, choose and scroll; what is seen then."""
    ctx.item_open("//desk/tree")
    ctx.item_click("//desk/bar/two")
    app.scrolls_to = 300.0
    ctx.yield_(3)
    return app.seen()


def test_scroll_tree_and_tab_survive_reload_rollback_and_restore(person: Person) -> None:
    """Nothing moves under a person's eyes, whatever becomes of an edit."""
    app, moments = person.app, []

    def body(ctx: Any) -> None:
        moments.append((arrange(ctx, app), app.version))
        person.edit('"first"', '"second"')
        ctx.yield_(8)
        moments.append((app.seen(), app.version))
        person.edit("app.version = VERSION", "app.version = VERSION; app.missing")
        ctx.yield_(8)
        moments.append((app.seen(), app.version))
        HotReloader.request_restore(HotReloader.history()[-1].id, layout=True)
        ctx.yield_(8)
        moments.append((app.seen(), app.version))

    person.acts(body)
    arranged = (True, "two", 300.0)
    assert moments == [
        (arranged, "first"),
        (arranged, "second"),
        (arranged, "second"),
        (arranged, "first"),
    ]


@pytest.mark.parametrize(
    ("field", "typed", "attribute", "was", "became"),
    [("field", "more", "text", "typed", "more"), ("count", "57", "count", 1, 57)],
)
def test_a_restore_while_a_field_is_being_edited_is_not_overwritten(
    person: Person, field: str, typed: str, attribute: str, was: object, became: object
) -> None:
    """Neither at once nor when the person leaves the field; and the field can be edited again."""
    app, moments = person.app, []

    def body(ctx: Any) -> None:
        ctx.yield_(3)
        HotReloader.request_checkpoint("before")
        ctx.yield_(3)
        entry_id = HotReloader.history()[0].id
        ctx.item_click(f"//desk/{field}")
        ctx.key_press(int(imgui.Key.mod_ctrl) | int(imgui.Key.a))
        ctx.key_chars(typed)
        ctx.yield_(2)
        HotReloader.request_restore(entry_id)
        ctx.yield_(3)
        moments.append(getattr(app, attribute))
        ctx.key_press(imgui.Key.tab)
        ctx.item_click("//desk/tree")
        ctx.yield_(3)
        moments.append(getattr(app, attribute))
        ctx.item_click(f"//desk/{field}")
        ctx.key_press(int(imgui.Key.mod_ctrl) | int(imgui.Key.a))
        ctx.key_chars(typed)
        ctx.key_press(imgui.Key.enter)
        ctx.yield_(3)
        moments.append(getattr(app, attribute))

    person.acts(body)
    assert moments == [was, was, became]


def test_an_edit_goes_live_while_a_person_types(person: Person) -> None:
    """The field keeps the focus and what is in it, and takes the next key."""
    app = person.app

    def body(ctx: Any) -> None:
        ctx.item_click("//desk/field")
        ctx.key_press(imgui.Key.end)
        ctx.key_chars("-a")
        person.edit('"first"', '"second"')
        ctx.yield_(8)
        ctx.key_chars("b")
        ctx.yield_(3)

    person.acts(body)
    assert (app.version, app.text) == ("second", "typed-ab")

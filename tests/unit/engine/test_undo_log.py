"""The undo log: what was written comes back, to the identity, in reverse order."""

from __future__ import annotations

from typing import Any

from mulligan.graft import ABSENT, UndoLog, restore_items


def make_counter(start: int) -> Any:
    """A function with a cell."""

    def count() -> int:
        return start

    return count


def test_steps_run_in_reverse_order() -> None:
    """What was done last is taken back first."""
    log, order = UndoLog(), []
    for number in range(3):
        log.add("a step", order.append, number)
    assert log.undo() == []
    assert order == [2, 1, 0]


def test_a_failing_step_is_named_and_the_others_run() -> None:
    """One step that raises keeps no other from running."""
    log, done = UndoLog(), []
    log.add("the first", done.append, 1)
    log.add("the second", [].pop)
    log.add("the third", done.append, 3)
    assert log.undo() == ["the second: IndexError: pop from empty list"]
    assert done == [3, 1]


def test_undo_does_nothing_twice() -> None:
    """A second undo finds no steps."""
    log, done = UndoLog(), []
    log.add("a step", done.append, 1)
    log.undo()
    assert log.undo() == []
    assert done == [1]


def test_keep_drops_the_steps_and_runs_what_waited_for_it() -> None:
    """After keep there is nothing to undo."""
    log, done = UndoLog(), []
    log.add("a step", done.append, "undone")
    log.when_kept(lambda: done.append("kept"))
    log.keep()
    log.undo()
    assert done == ["kept"]


def test_a_namespace_comes_back_with_its_order() -> None:
    """Added names go, removed names return to their place, values are the objects that they were."""
    items = [[], [], []]
    namespace = dict(zip("abc", items, strict=True))
    log = UndoLog()
    log.keep_namespace(namespace)
    del namespace["a"]
    namespace["c"] = []
    namespace["d"] = []
    log.undo()
    assert list(namespace) == ["a", "b", "c"]
    assert all(namespace[name] is item for name, item in zip("abc", items, strict=True))


def test_a_restored_dictionary_is_never_empty() -> None:
    """Names that stay are there at every moment: another thread may look them up."""
    seen: list[bool] = []

    class Watched(dict[str, int]):
        def __delitem__(self, key: str) -> None:
            super().__delitem__(key)
            seen.append("stays" in self)

    watched = Watched(stays=1, added=2)
    restore_items(watched, {"stays": 1})
    assert seen == [True]
    assert watched == {"stays": 1}


def test_an_item_that_was_absent_is_removed() -> None:
    """Setting an item that did not exist is undone by removing it."""
    log, mapping = UndoLog(), {"a": 1}
    log.set_item(mapping, "b", 2)
    log.set_item(mapping, "a", ABSENT)
    assert mapping == {"b": 2}
    log.undo()
    assert mapping == {"a": 1}


def test_class_attributes_come_back() -> None:
    """Added, changed and removed attributes of a class are as they were."""

    class Widget:
        width = [1]
        height = [1]

    width, height = Widget.width, Widget.height
    log = UndoLog()
    log.set_class_attribute(Widget, "width", [2])
    log.set_class_attribute(Widget, "height", ABSENT)
    log.set_class_attribute(Widget, "depth", [2])
    log.undo()
    assert Widget.width is width
    assert Widget.height is height
    assert not hasattr(Widget, "depth")


def test_an_empty_cell_is_empty_again() -> None:
    """A cell without a value has none after the undo."""
    cell = make_counter(1).__closure__[0]
    del cell.cell_contents
    log = UndoLog()
    log.set_cell(cell, 5)
    log.undo()
    assert cell == type(cell)()


def test_everything_about_a_function_comes_back() -> None:
    """Defaults, docstring, name, annotations and attributes are the objects that they were."""

    def draw(size: int = 1, *, depth: int = 2) -> int:
        """Draw."""
        return size + depth

    draw.calls = calls = []  # type: ignore[attr-defined]
    names = ("__defaults__", "__kwdefaults__", "__doc__", "__name__", "__qualname__", "__annotations__")
    before = {name: getattr(draw, name) for name in names}
    log = UndoLog()
    log.keep_function(draw)
    draw.__defaults__, draw.__kwdefaults__, draw.__doc__ = None, None, None
    draw.__name__, draw.__qualname__, draw.__annotations__ = "a", "b", {}
    del draw.calls  # type: ignore[attr-defined]
    draw.other = 1  # type: ignore[attr-defined]
    log.undo()
    assert all(getattr(draw, name) is value for name, value in before.items())
    assert vars(draw) == {"calls": calls}

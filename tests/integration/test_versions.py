"""An old snapshot under new code: what cannot be made any more is kept in placeholders, and said."""

from __future__ import annotations

import copy
import enum
import types

import pytest

MODEL = """
    import dataclasses, enum

    class Ticket:
        def __init__(self, title):
            self.title = title
            self.done = False

    class Slotted:
        __slots__ = ("x", "y")
        def __init__(self):
            self.x, self.y = 1, 2

    @dataclasses.dataclass
    class Point:
        x: int

    class Colour(enum.Enum):
        RED = 1
        BLUE = 2

    class Bag(list):
        pass

    class Table(dict):
        pass

    class Called:
        def __init__(self, *arguments):
            self.arguments = arguments
        def __reduce__(self):
            return Called, self.arguments

    class Keyworded:
        def __new__(cls, *, size):
            return object.__new__(cls)
        def __init__(self, *, size):
            self.size = size
        def __getnewargs_ex__(self):
            return (), {"size": self.size}

    class Stateful:
        def __init__(self):
            self.kept = ("raw", 5)
        def __getstate__(self):
            return ("raw", 5)
        def __setstate__(self, state):
            self.kept = state

    def render(app):
        return "ok"
"""


@pytest.fixture
def model(files):
    """A hot module that defines the classes of the state."""
    return files.add("model", MODEL, state_keys=["thing", "plain"])


@pytest.fixture
def app():
    """An app whose one key is plain data and whose other is what the test is about."""
    return types.SimpleNamespace(thing=None, plain=["as it was"])


def restored(reloader, app, number):
    """Restore the state of an entry under today's code; return the thing."""
    app.thing, app.plain = None, ["later"]
    assert reloader.restore(number, app, code=False) is True, reloader.last_error
    assert app.plain == ["as it was"]
    return app.thing


def edit(files, reloader, app, old, new=""):
    """Change the model and reload it."""
    text = files.path("model").read_text(encoding="utf-8")
    assert old in text
    files.path("model").write_text(text.replace(old, new), encoding="utf-8")
    assert reloader.reload_all(app) is True, reloader.last_error


TICKET = """class Ticket:
    def __init__(self, title):
        self.title = title
        self.done = False
"""


def without_ticket(files, reloader, app, model):
    """A checkpoint with a ticket, and the class gone since."""
    app.thing = [model.Ticket("mend the roof")]
    number = reloader.checkpoint(None, app)
    app.thing = None
    edit(files, reloader, app, TICKET)
    return number


def test_a_class_that_is_gone_becomes_a_placeholder_with_its_data(files, reloader, app, model):
    """It says what it stands for, its attributes can be read, and everything else is as it was."""
    number = without_ticket(files, reloader, app, model)
    (placeholder,) = restored(reloader, app, number)
    assert f"placeholder for {model.__name__}.Ticket, which does not exist any more" in repr(placeholder)
    assert (placeholder.title, placeholder.done) == ("mend the roof", False)
    with pytest.raises(AttributeError, match=r"placeholder for .*Ticket.*it has no 'close'"):
        placeholder.close()


def test_the_restore_reports_placeholders_in_view_and_journal(files, reloader, app, model):
    """The note names class, reason and key; the entry's plan holds it for later readers."""
    number = without_ticket(files, reloader, app, model)
    restored(reloader, app, number)
    (note,) = reloader.view().notes
    assert note.startswith(f"placeholders in app.thing stand for {model.__name__}.Ticket, which does not")
    entry = reloader.history()[0]
    assert entry.plan == {"modules": [], "notes": [note]}


def test_a_placeholder_is_written_again_as_what_it_was(files, reloader, app, model):
    """When the class is back, a snapshot that was taken of the placeholder gives the object."""
    number = without_ticket(files, reloader, app, model)
    (placeholder,) = restored(reloader, app, number)
    placeholder.title = "changed meanwhile"
    second = reloader.checkpoint("of a placeholder", app)
    (again,) = restored(reloader, app, second)
    assert type(again) is type(placeholder)
    assert "stand for" in reloader.view().notes[0]
    edit(files, reloader, app, "def render", f"{TICKET}\ndef render")
    (ticket,) = restored(reloader, app, second)
    assert type(ticket) is model.Ticket
    assert vars(ticket) == {"title": "changed meanwhile", "done": False}
    assert reloader.view().notes == ()


def test_a_placeholder_is_captured_and_rolled_back_as_any_object(files, reloader, app, model):
    """It is state like other state: copied, and put back in place."""
    number = without_ticket(files, reloader, app, model)
    (placeholder,) = restored(reloader, app, number)
    copied = copy.deepcopy(placeholder)
    assert type(copied) is type(placeholder)
    assert copied.title == "mend the roof"
    files.write("model", "thing = 1 / 0\n")
    placeholder.title = "before the bad edit"
    assert reloader.reload_all(app) is False
    assert app.thing[0] is placeholder
    assert placeholder.title == "before the bad edit"


def test_a_module_that_is_gone_leaves_placeholders(files, reloader, app, monkeypatch):
    """Restoring does not need the module to be there."""
    import sys

    files.add("gui", "def render(app):\n    return 1\n", state_keys=["thing", "plain"])
    module = types.ModuleType("gone_for_good")
    module.Thing = type("Thing", (), {"__module__": "gone_for_good"})
    monkeypatch.setitem(sys.modules, "gone_for_good", module)
    app.thing = module.Thing()
    app.thing.weight = 3
    number = reloader.checkpoint(None, app)
    monkeypatch.delitem(sys.modules, "gone_for_good")
    assert restored(reloader, app, number).weight == 3
    assert "No module named 'gone_for_good'" in reloader.view().notes[0]


CHANGES = {
    "enum member gone": ("Colour.RED", "RED = 1", "PINK = 3", "Colour"),
    "slot gone": ("Slotted()", '"x", "y"', '"x",', "Slotted"),
    "new takes something else": (
        "Keyworded(size=3)",
        "def __new__(cls, *, size)",
        "def __new__(cls, *, weight)",
        "Keyworded",
    ),
    "call takes something else": (
        "Called(1, 2)",
        "def __init__(self, *arguments)",
        "def __init__(self)",
        "Called",
    ),
    "setstate raises": ("Stateful()", "self.kept = state", "raise TypeError('not mine')", "Stateful"),
    "no list any more": ("Bag([1, 2])", "class Bag(list):", "class Bag:", "Bag"),
    "no dict any more": ("Table(a=1)", "class Table(dict):", "class Table:", "Table"),
}


@pytest.mark.parametrize("case", CHANGES)
def test_a_class_that_changed_too_much_becomes_a_placeholder_and_comes_back(
    files, reloader, app, model, case
):
    """The data is kept; once the class takes it again, a snapshot of the placeholder gives the object."""
    expression, old, new, name = CHANGES[case]
    app.thing = {"it": eval(f"model.{expression}", {"model": model})}
    app.thing["again"] = app.thing["it"]
    before = _content(app.thing["it"])
    number = reloader.checkpoint(None, app)
    app.thing = None
    _replace_module(files, reloader, app, model, old, new)
    thing = restored(reloader, app, number)
    assert "placeholder for" in repr(thing["it"])
    assert thing["again"] is thing["it"]
    assert name in reloader.view().notes[0]
    second = reloader.checkpoint(None, app)
    app.thing = None
    _replace_module(files, reloader, app, model, new, old)
    thing = restored(reloader, app, second)
    assert type(thing["it"]) is getattr(model, name)
    assert _content(thing["it"]) == before
    assert reloader.view().notes == ()


def _replace_module(files, reloader, app, model, old, new):
    """The app as it is after a restart with an edited file: the same module, run anew."""
    path = files.path("model")
    text = path.read_text(encoding="utf-8").replace(old, new)
    path.write_text(text, encoding="utf-8")
    kept = {name: value for name, value in vars(model).items() if name.startswith("__")}
    vars(model).clear()
    vars(model).update(kept)
    exec(compile(text, str(path), "exec"), vars(model))


def _content(thing):
    if isinstance(thing, list | dict):
        return thing.copy()
    if isinstance(thing, enum.Enum):
        return thing.name
    slots = {name: getattr(thing, name) for name in getattr(type(thing), "__slots__", ())}
    return {**getattr(thing, "__dict__", {}), **slots}


def test_one_object_that_cannot_be_made_leaves_the_others_real(files, reloader, app, model):
    """Only what cannot be made is replaced, not everything of its class."""
    app.thing = [model.Colour.RED, model.Colour.BLUE]
    number = reloader.checkpoint(None, app)
    app.thing = None
    _replace_module(files, reloader, app, model, "RED = 1", "PINK = 3")
    red, blue = restored(reloader, app, number)
    assert blue is model.Colour.BLUE
    assert "placeholder for" in repr(red)


def test_code_that_cannot_use_a_placeholder_is_rolled_back(files, reloader, app):
    """A restore is on trial: what the app cannot draw is undone."""
    from mulligan import delegate

    gui = files.add(
        "gui",
        "class Row:\n    def text(self):\n        return 'row'\n\n"
        "def render(app):\n    return [row.text() for row in app.rows]\n",
        state_keys=["rows"],
        targets=["render"],
    )
    app = type("App", (), {"_render": delegate(f"{gui.__name__}:render")})()
    app.rows = [gui.Row()]
    number = reloader.checkpoint(None, app)
    app.rows = []
    text = files.path("gui").read_text(encoding="utf-8")
    files.write("gui", text.replace("class Row", "class Line"))
    assert reloader.reload_all(app) is True
    for _ in range(3):
        assert app._render() == []
    assert reloader.restore(number, app, code=False) is True
    assert app._render() == []
    assert app.rows == []
    assert "it has no 'text'" in reloader.last_error

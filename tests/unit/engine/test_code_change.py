"""The whole change: vote, apply, undo, keep, and what is told of it."""

from __future__ import annotations

import gc
import importlib
import json
import sys
import threading
import traceback
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.unit.engine.conftest import Project

from mulligan.errors import Poisoned, SourceInvalid
from mulligan.execution import LiveModule


def test_the_vote_runs_nothing_and_changes_nothing(project: Project) -> None:
    """After a vote, the module is as it was, whatever the new text would do."""
    (a,) = project.load(a="x = []\n")
    before = dict(vars(a))
    change = project.change(a="x = 1 / 0\nimport sys; sys.exit()\n")
    change.vote()
    assert vars(a) == before
    assert change.changed


def test_all_syntax_errors_are_told_at_once(project: Project) -> None:
    """The refusal names every module that does not compile, with line and caret."""
    project.load(a="x = 1\n", b="y = 1\n")
    change = project.change(a="def f(:\n", b="x = 1\ny = = 2\n")
    with pytest.raises(SourceInvalid) as caught:
        change.vote()
    assert len(caught.value.reasons) == 2
    assert "line 2" in caught.value.reasons[1]
    assert "^" in caught.value.reasons[1]


def test_the_source_is_the_new_one_until_undone(project: Project) -> None:
    """`LiveModule.source` follows apply and undo."""
    project.load(a="x = 1\n")
    live = project.live[0]
    old = live.source
    change = project.edit(a="x = 2\n")
    assert live.source.text == "x = 2\n"
    assert not live.differs("x = 2\n")
    change.undo()
    assert live.source is old


def test_undo_is_idempotent_and_does_nothing_after_keep(project: Project) -> None:
    """Undoing twice is undoing once; what was kept stays."""
    (a,) = project.load(a="x = 1\n")
    change = project.edit(a="x = 2\n")
    change.undo()
    change.undo()
    assert a.x == 1
    project.keep(a="x = 3\n").undo()
    assert a.x == 3


def test_a_failed_undo_poisons_and_still_does_the_rest(project: Project) -> None:
    """The failed step is named; everything else is undone."""
    (a,) = project.load(a="class C:\n    pass\n\ndef f():\n    return 1\n")
    change = project.edit(a="class C:\n    pass\n\ndef f(y=1):\n    return 2\n")
    change._log.add("a step that fails", [].pop)
    with pytest.raises(Poisoned, match="a step that fails: IndexError"):
        change.undo()
    assert a.f() == 1
    assert a.f.__defaults__ is None


@pytest.mark.parametrize("statement", ["1 / 0", "raise KeyboardInterrupt", "import sys; sys.exit(3)"])
def test_any_exception_passes_through_and_is_undone(project: Project, statement: str) -> None:
    """Whatever new code raises reaches the caller, and nothing is left of the edit."""
    (a,) = project.load(a="x = 1\n")
    with pytest.raises((ZeroDivisionError, KeyboardInterrupt, SystemExit)):
        project.edit(a=f"x = 2\nextra = 1\n{statement}\n")
    assert (a.x, hasattr(a, "extra"), hasattr(a, "sys")) == (1, False, False)


def test_garbage_is_not_collected_during_a_change(project: Project) -> None:
    """Collection is off while new code runs and on again afterwards, also after a failure."""
    (a,) = project.load(a="enabled = None\n")
    project.keep(a="import gc\nenabled = gc.isenabled()\n")
    assert (a.enabled, gc.isenabled()) == (False, True)
    with pytest.raises(ZeroDivisionError):
        project.edit(a="1 / 0\n")
    assert gc.isenabled()


def test_imported_modules_are_forgotten_again(project: Project) -> None:
    """A submodule that a failed edit imported is gone, and the name that it covered is back."""
    package = project.folder / "package_with_cover"
    package.mkdir()
    (package / "__init__.py").write_text("sub = 'covered'\n", encoding="utf-8")
    (package / "sub.py").write_text("", encoding="utf-8")
    importlib.invalidate_caches()
    loaded = importlib.import_module("package_with_cover")
    project.load(a="x = 1\n")
    with pytest.raises(ZeroDivisionError):
        project.edit(a="import package_with_cover.sub\n1 / 0\n")
    assert "package_with_cover.sub" not in sys.modules
    assert loaded.sub == "covered"


def test_the_plan_says_what_and_why_and_is_json(project: Project) -> None:
    """The plan names each statement with lines, what is done and the reason; moved ones in one line."""
    project.load(
        a="K = 1\nD = K + 1\ndef f():\n    return 1\ndef g():\n    return 1\ndef h():\n    return 1\nz = 1\n"
    )
    change = project.change(
        a="K = 2\nD = K + 1\ndef f():\n    return 2\n\ndef g():\n    return 1\ndef h():\n    return 1\n"
    )
    change.vote()
    assert change.plan is not None
    (module,) = json.loads(json.dumps(change.plan.as_json()))["modules"]
    assert [(each["what"], each["name"]) for each in module["statements"]] == [
        ("execute", "K"),
        ("execute", "D"),
        ("code only", "f"),
        ("remove", "z"),
        ("moved", "g ... h, 2 statements"),
    ]
    assert "reads K" in str(change.plan)


def test_the_plan_is_completed_by_what_a_change_reached(project: Project) -> None:
    """Another module that computes from a changed value is part of the plan after apply."""
    a, b = project.load(a="K = 1\n", b="from $a import K\nD = K * 2\n")
    change = project.edit(a="K = 5\n")
    assert (b.K, b.D) == (5, 10)
    assert change.plan is not None
    assert [each.module for each in change.plan.modules] == [a.__name__, b.__name__]
    change.undo()
    assert (b.K, b.D) == (1, 2)


def test_a_value_follows_through_a_module_that_is_not_hot(project: Project) -> None:
    """`from m import x` is followed through a package that only passes the name on."""
    _, b, c = project.load(
        a="K = 1\n", b="from $a import K\n", c="from $b import K as Z\nfrom $b import *\nD = Z * 2\n"
    )
    project.live = [each for each in project.live if each.module is not b]
    project.keep(a="K = 5\n")
    assert (b.K, c.Z, c.K, c.D) == (5, 5, 5, 10)


def test_a_module_that_needs_a_removed_name_undoes_the_edit(project: Project) -> None:
    """An importer that cannot import any more makes the whole edit fail."""
    a, b = project.load(a="K = 1\n", b="from $a import K\nD = K * 2\n")
    with pytest.raises(ImportError):
        project.edit(a="J = 1\n")
    assert (a.K, b.D, hasattr(a, "J")) == (1, 2, False)


def test_a_dataclass_in_another_module_gains_the_field(project: Project) -> None:
    """A field added to a dataclass reaches derived ones in other hot modules, planned by the vote."""
    text = "from dataclasses import dataclass\n@dataclass\nclass Item:\n    title: str = ''\n"
    _, b = project.load(
        a=text,
        b="from dataclasses import dataclass\nfrom $a import Item\n"
        "@dataclass\nclass Task(Item):\n    done: bool = False\n",
    )
    task = b.Task("a")
    change = project.change(a=text + "    points: int = 3\n")
    change.vote()
    assert change.plan is not None
    assert "Task" in str(change.plan)
    change.apply()
    assert repr(task) == "Task(title='a', points=3, done=False)"


def test_hooks_run_before_after_and_on_instances(project: Project) -> None:
    """The old code runs before_reload, the new after_reload and `__reload__`, with the app if asked for."""
    text = (
        "log = []\ndef before_reload(app):\n    app.before = {0}\ndef after_reload():\n    log.append({0})\n"
        "class C:\n    def __reload__(self):\n        self.seen = {0}\n"
    )
    (a,) = project.load(a=text.format(1))

    class Derived(a.C):  # type: ignore[misc, name-defined]
        pass

    instance, derived = a.C(), Derived()
    project.keep(a=text.format(2))
    assert (project.app.before, a.log, instance.seen, derived.seen) == (1, [2], 2, 2)


def test_tracebacks_show_the_text_that_runs(project: Project) -> None:
    """Lines are those of the running code after an edit and after its undo, whatever is on disk."""
    (a,) = project.load(a="def f():\n    return 1 / 0\n")

    def shown() -> str:
        try:
            a.f()
        except ZeroDivisionError:
            return traceback.format_exc()
        return ""

    change = project.edit(a="# a comment\ndef f():\n    y = 0\n    return 2 / y\n")
    project.write("a", "garbage((\n")
    assert "line 4" in shown()
    assert "return 2 / y" in shown()
    change.undo()
    assert "line 2" in shown()
    assert "return 1 / 0" in shown()


def test_everything_is_executed_when_asked_for(project: Project) -> None:
    """`reexecute="all"` makes every value anew; functions and classes keep their identity."""
    (a,) = project.load(a="L = []\nL.append(1)\ndef f(x=[]):\n    return x\nclass C:\n    pool = []\n")
    f, cls = a.f, a.C
    f().append(1)
    cls.pool.append(1)
    project.live[0].reexecute = "all"
    project.keep(a="L = []\nL.append(1)\ndef f(x=[]):\n    return x\nclass C:\n    pool = []\n# edited\n")
    assert (a.f, a.C, a.L, f(), cls.pool) == (f, cls, [1], [], [])


def test_an_edit_made_before_the_adoption_is_noticed(project: Project) -> None:
    """Live functions that are not what the file says count as changed at the next reload."""
    (a,) = project.load(a="def f():\n    return 1\nclass C:\n    def m(self):\n        return 1\n")
    f, method = a.f, a.C().m
    text = "# moved\ndef f():\n    return 2\nclass C:\n    def m(self):\n        return 2\n"
    text += "def added():\n    return 3\n"
    project.write("a", text)
    project.live = [LiveModule.adopt(a, project.path("a"))]
    assert project.live[0].differs(text)
    project.keep(a=text)
    assert (f(), method(), a.added()) == (2, 2, 3)
    assert a.f is f
    assert not project.live[0].differs(text)


def test_an_untouched_module_agrees_with_its_text(project: Project) -> None:
    """A module that was imported from its text is not taken for edited."""
    project.load(
        a="import functools\ndef deco(f):\n    @functools.wraps(f)\n    def w(*a):\n        return f(*a)\n"
        "    return w\n@deco\ndef f(x=[i for i in range(3)]):\n    return lambda: x\n"
        "@functools.cache\ndef g():\n    'doc'\n"
        "class C:\n    @property\n    def p(self):\n        return super()\n"
        "    @deco\n    def m(self):\n        yield\n"
        "if True:\n    def h():\n        pass\nelse:\n    def h():\n        return 1\n"
    )
    assert not project.live[0].differs(project.live[0].source.text)


def test_a_running_thread_never_misses_a_name(project: Project) -> None:
    """A thread that calls the module's functions all the time sees no error through edits and undos."""
    text = (
        "import threading\nstop = threading.Event()\nerrors = []\ndef step(x={0}):\n    return x\n"
        "def run():\n    while not stop.is_set():\n        try:\n            step()\n"
        "        except BaseException as error:\n            errors.append(error)\n"
    )
    (a,) = project.load(a=text.format(0))
    thread = threading.Thread(target=a.run)
    thread.start()
    for number in range(1, 11):
        change = project.edit(a=text.format(number))
        change.undo() if number % 2 else change.keep()
    a.stop.set()
    thread.join()
    assert a.errors == []


def test_frozen_objects_are_spoken_of(project: Project) -> None:
    """After `gc.freeze()` the heap cannot be searched: the user is told."""
    project.load(a="x = 1\n")
    gc.freeze()
    try:
        change = project.keep(a="x = 2\n")
    finally:
        gc.unfreeze()
    assert "gc.freeze()" in change.notes[0]

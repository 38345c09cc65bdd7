"""Classes that live through an edit: identity, attributes, registries, refusals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.unit.engine.conftest import Project

from mulligan.errors import CannotChangeInPlace

DATACLASS = (
    "from dataclasses import dataclass\nfrom typing import ClassVar\n"
    "@dataclass\nclass P:\n    pool: ClassVar[list] = []\n    x: int = 0\n"
)


def test_nested_classes_keep_identity_and_bases(project: Project) -> None:
    """A nested class that derives from its neighbour derives from the lasting one."""
    (a,) = project.load(a="class Outer:\n    class A: pass\n    class B(A):\n        v = 1\n")
    first, second, instance = a.Outer.A, a.Outer.B, a.Outer.B()
    project.keep(a="class Outer:\n    n = 1\n    class A:\n        w = 2\n    class B(A):\n        v = 2\n")
    assert (first, second) == (a.Outer.A, a.Outer.B)
    assert second.__mro__ == (second, first, object)
    assert (instance.v, instance.w) == (2, 2)


def test_classes_of_one_statement_keep_each_other(project: Project) -> None:
    """Classes that a condition makes keep identity, bases and metaclass, in whatever order they are named."""
    names = [f"{letter}{number}" for number, letter in enumerate("HCFADBGE")]
    chain = "".join(
        f"    class {name}({base}):\n        def {name}_(self): return {{0}}\n"
        for name, base in zip(names, ["metaclass=Kind", *names], strict=False)
    )
    text = f"N = {{0}}\nif N:\n    class Kind(type):\n        n = {{0}}\n{chain}"
    (a,) = project.load(a=text.format(1))
    classes = [vars(a)[name] for name in ("Kind", *names)]
    instance = vars(a)[names[-1]]()
    for version in (2, 3):
        project.keep(a=text.format(version))
        assert [vars(a)[name] for name in ("Kind", *names)] == classes
        assert type(instance).__mro__ == (*reversed(classes[1:]), object)
        assert (type(type(instance)), a.Kind.n) == (classes[0], version)
        assert [getattr(instance, f"{name}_")() for name in names] == [version] * len(names)


def test_instances_made_while_a_class_was_defined_have_the_lasting_class(project: Project) -> None:
    """An instance that a class body or a decorator made is one of the class that lives on."""
    text = (
        "made = []\ndef register(cls):\n    made.append(cls())\n    return cls\n"
        "@register\nclass T:\n    class Part:\n        v = {0}\n    parts = [Part(), {0}]\n"
    )
    (a,) = project.load(a=text.format(1))
    cls, part = a.T, a.T.Part
    project.keep(a=text.format(2))
    assert [type(each) for each in a.made] == [cls, cls]
    assert type(a.T.parts[0]) is part


def test_a_dataclass_keeps_what_was_put_on_it_at_run_time(project: Project) -> None:
    """Class attributes of a dataclass that others changed or set survive a new field."""
    (a,) = project.load(a=DATACLASS)
    pool = a.P.pool
    pool.append(1)
    a.P.set_from_outside = 5
    old = a.P()
    project.keep(a=DATACLASS + "    y: int = 2\n")
    assert (old.y, a.P().y, a.P.set_from_outside) == (2, 2, 5)
    assert a.P.pool is pool
    project.keep(a=DATACLASS)
    assert not hasattr(a.P, "y")


def test_combined_flags_stay_the_same_objects(project: Project) -> None:
    """A combination of flags that someone holds is the one that is made again."""
    text = "import enum\nclass P(enum.Flag):\n    R = 1\n    W = 2\n"
    (a,) = project.load(a=text)
    both = a.P.R | a.P.W
    change = project.edit(a=text + "    X = 4\n")
    assert (a.P.R | a.P.W) is both
    assert a.P.X in ~a.P.R
    change.undo()
    assert (a.P.R | a.P.W) is both
    assert list(a.P) == [a.P.R, a.P.W]


def test_a_registry_keyed_by_classes_holds_each_once(project: Project) -> None:
    """A dictionary whose keys are classes is mended as well."""
    text = (
        "seen = {{}}\ndef register(cls):\n    seen[cls] = cls.v\n    return cls\n"
        "@register\nclass T:\n    v = {}\n"
    )
    (a,) = project.load(a=text.format(1))
    change = project.edit(a=text.format(2))
    assert a.seen == {a.T: 2}
    change.undo()
    assert (a.seen, a.T.v) == ({a.T: 1}, 1)


def test_a_tuple_that_holds_the_temporary_class_is_told(project: Project) -> None:
    """What cannot be mended is said; where all was mended nothing is."""
    text = (
        "seen = ()\ndef register(cls):\n    global seen\n    seen = (*seen, cls)\n    return cls\n"
        "@register\nclass T:\n    v = {}\n"
    )
    project.load(a=text.format(1), b="class T:\n    v = 1\nclass S(T):\n    v = 1\n")
    assert "tuple" in project.keep(a=text.format(2)).notes[0]
    assert project.keep(b="class T:\n    v = 2\nclass S(T):\n    v = 2\n").notes == ()


def test_a_generic_class_keeps_its_aliases(project: Project) -> None:
    """`Box[int]` made before the edit makes instances of the class of today, silently."""
    text = (
        "from typing import Generic, TypeVar\nT = TypeVar('T')\nclass Box(Generic[T]):\n    kind = {0}\n"
        "    def get(self):\n        return {0}\nIntBox = Box[int]\n"
    )
    (a,) = project.load(a=text.format(1))
    alias = a.IntBox
    change = project.keep(a=text.format(2))
    assert alias().get() == alias().kind == 2
    assert alias.__origin__ is a.Box
    assert change.notes == ()


def test_a_replaced_class_takes_everyone_along(project: Project) -> None:
    """Instances, subclasses and held methods follow a class that had to be replaced, and go back."""
    (a,) = project.load(
        a="class M:\n    k = 1\nclass A:\n    def f(self):\n        return 1\nclass S(A): pass\n"
    )
    cls, instance, derived = a.A, a.A(), a.S()
    held = instance.f
    change = project.edit(
        a="class M:\n    k = 1\nclass A(M):\n    def f(self):\n        return 2\nclass S(A): pass\n"
    )
    assert (held(), instance.k, derived.k) == (2, 1, 1)
    assert isinstance(derived, a.A)
    assert "replaced" in change.notes[0]
    change.undo()
    assert (held(), type(instance), a.S.__bases__) == (1, cls, (cls,))


@pytest.mark.parametrize(
    ("before", "after", "make"),
    [
        ("class P:\n    __slots__ = ('x',)\n", "class P:\n    __slots__ = ('x', 'y')\n", "P()"),
        (
            "from typing import NamedTuple\nclass P(NamedTuple):\n    x: int\n",
            "from typing import NamedTuple\nclass P(NamedTuple):\n    x: int\n    y: int\n",
            "P(1)",
        ),
        (
            "from dataclasses import dataclass\n@dataclass\nclass P:\n    x: int\n",
            "from dataclasses import dataclass\n@dataclass\nclass P:\n    x: int\n    y: int\n",
            "P(1)",
        ),
        (
            "from dataclasses import dataclass\n@dataclass(slots=True)\nclass P:\n    x: int\n",
            "from dataclasses import dataclass\n@dataclass(slots=True)\nclass P:\n    x: int\n    y: int = 2",
            "P(1)",
        ),
        (
            "import enum\nclass P(enum.IntEnum):\n    A = 1\n",
            "import enum\nclass P(enum.IntEnum):\n    A = 2\n",
            "P.A",
        ),
    ],
)
def test_what_cannot_be_done_is_refused_before_code_runs(
    project: Project, before: str, after: str, make: str
) -> None:
    """A change that live instances cannot follow is refused by the vote, with class and line."""
    (a,) = project.load(a=before)
    project.app.held = eval(make, vars(a))
    change = project.change(a=after + "\n1 / 0\n")
    with pytest.raises(CannotChangeInPlace, match=r"line \d+: class P"):
        change.vote()


def test_slots_of_the_same_names_are_the_same(project: Project) -> None:
    """A tuple, a list and a text that name the same slots change nothing for live instances."""
    (a,) = project.load(a="class P:\n    __slots__ = ('x',)\n")
    instance = a.P()
    for number, slots in enumerate(("['x']", "'x'", "('x',)")):
        project.keep(
            a=f"class P:\n    __slots__ = {slots}\n    n = {number}\n    def f(self):\n        return P.n"
        )
        assert (instance.f(), instance.n) == (number, number)


def test_a_member_value_found_to_differ_while_running_is_undone(project: Project) -> None:
    """Automatic values that shift are only known when the class runs; the edit is undone then."""
    text = "import enum\nclass P(enum.IntEnum):\n    {} = enum.auto()\n    {} = enum.auto()\n"
    (a,) = project.load(a=text.format("A", "B"))
    with pytest.raises(CannotChangeInPlace, match=r"P\.B changed from 2 to 1"):
        project.edit(a=text.format("B", "A"))
    assert [each.name for each in a.P] == ["A", "B"]

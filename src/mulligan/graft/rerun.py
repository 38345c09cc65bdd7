"""One statement that ran again, and how to tell what it made from what merely passed by.

Invariant: two objects are merged only when both came from this statement, known by their code. That
is what makes `f = foo` changed to `f = bar` leave the function `foo` alone.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import FunctionType
from typing import Any

from mulligan.graft.code import Place, place_of, unmarked


@dataclass(frozen=True)
class ClassText:
    """What the texts say about the body of one class that ran again.

    Arguments:
        kept: names bound by unchanged lines of the body, whose live values stay.
        bound: names that the body binds; decorators such as `dataclass` take some of them away again.
        removed: names that the source of the body no longer binds.
        remade: the decorators or the kind of class decide what the class holds, so that whatever
            the new class lacks is removed as well.
        decorated: decorators wrote special methods, which are removed when the new class lacks them.
        registers: decorators, bases or keywords may have shown the class to someone.
    """

    kept: frozenset[str] = frozenset()
    bound: frozenset[str] = frozenset()
    removed: frozenset[str] = frozenset()
    remade: bool = False
    decorated: bool = False
    registers: bool = True


@dataclass
class Rerun:
    """What is known of a statement that ran again.

    Arguments:
        namespace: the dictionary it ran in.
        filename: the file name in its code.
        old_places: where the code of the statements stood that bound its names before.
        old_names: qualified names that are trusted without a line, for texts whose lines are not known.
        new_code: the code objects it was compiled to, by id.
        classes: per qualified name, what the texts say about class bodies.
        kept_defaults: per qualified name of a function, parameters whose default is still the same text.
    """

    namespace: dict[str, Any]
    filename: str
    old_places: frozenset[Place]
    old_names: frozenset[str]
    new_code: Mapping[int, object]
    classes: Mapping[str, ClassText] = field(default_factory=dict)
    kept_defaults: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def made_now(self, function: FunctionType) -> bool:
        """Whether the statement, as it ran just now, made this function."""
        code = function.__code__
        as_compiled = unmarked(code)
        return id(code) in self.new_code or (
            as_compiled is not code and as_compiled in self.new_code.values()
        )

    def made_before(self, function: FunctionType) -> bool:
        """Whether the statement made this function in its earlier form, or it was merged already."""
        code = function.__code__
        if id(code) in self.new_code:
            return True
        if function.__globals__ is not self.namespace or code.co_filename != self.filename:
            return False
        return place_of(code) in self.old_places or code.co_qualname in self.old_names

    def class_text(self, cls: type) -> ClassText:
        """What the texts say about the body of a class."""
        return self.classes.get(cls.__qualname__, _UNKNOWN_TEXT)


def join(reruns: Sequence[Rerun]) -> Rerun:
    """What is known of several statements that bound one name in turn."""
    last = reruns[-1]
    if len(reruns) == 1:
        return last
    return Rerun(
        last.namespace,
        last.filename,
        frozenset().union(*(each.old_places for each in reruns)),
        frozenset().union(*(each.old_names for each in reruns)),
        dict(ChainMap(*(dict(each.new_code) for each in reversed(reruns)))),
        dict(ChainMap(*(dict(each.classes) for each in reversed(reruns)))),
        dict(ChainMap(*(dict(each.kept_defaults) for each in reversed(reruns)))),
    )


_UNKNOWN_TEXT = ClassText(remade=True)

"""Code objects: where they are nested, how they are recognised, how they move.

Invariant: nothing here changes a code object; they are immutable, and a moved one is a new one.
"""

from __future__ import annotations

import dis
import inspect
import sys
from collections.abc import Iterator
from types import CodeType
from typing import NamedTuple

Path = tuple[tuple[str, int], ...]  # names of the enclosing code objects, each with its ordinal


class Place(NamedTuple):
    """Where a piece of code stands in its file."""

    qualified_name: str
    line: int


class CodeSwap(NamedTuple):
    """A code object of the old text and what took its place; None where nothing did."""

    place: Place
    old: CodeType
    new: CodeType | None


_NEVER_HELD = ("<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>")
_HAS_DOCSTRING = 0x4000000  # the flag of Python 3.14; before, the docstring is the first constant


def place_of(code: CodeType) -> Place:
    """The place of a code object."""
    return Place(code.co_qualname, code.co_firstlineno)


def nested_code(code: CodeType, path: Path = ()) -> Iterator[tuple[Path, CodeType]]:
    """Yield every code object within `code`, with its path, the outer before the inner."""
    ordinals: dict[str, int] = {}
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            ordinal = ordinals[constant.co_name] = ordinals.get(constant.co_name, -1) + 1
            inner = (*path, (constant.co_name, ordinal))
            yield inner, constant
            yield from nested_code(constant, inner)


def pair(old: CodeType, new: CodeType) -> Iterator[CodeSwap]:
    """Yield, for every code object within the old statement, what stands at its path in the new one."""
    found = dict(nested_code(new))
    for path, code in nested_code(old):
        yield CodeSwap(place_of(code), code, found.get(path))


def is_function(code: CodeType) -> bool:
    """Whether it is the code of a function; class bodies are not optimised."""
    return bool(code.co_flags & inspect.CO_NEWLOCALS) and bool(code.co_flags & inspect.CO_OPTIMIZED)


def may_be_held(code: CodeType) -> bool:
    """Whether a function with this code can be held by someone; comprehensions live for one evaluation."""
    return is_function(code) and code.co_name not in _NEVER_HELD


def is_shared(code: CodeType) -> bool:
    """Whether anybody but one holder has this code or code nested in it: a function, a closure, a frame.

    Reference counts tell, at no cost; where Python does not count plainly the answer is yes. The
    expressions must stay as they are: each holds exactly one reference of its own.
    """
    constants = code.co_consts
    return any(
        isinstance(constants[at], CodeType)
        and (sys.getrefcount(constants[at]) != 2 or is_shared(constants[at]))
        for at in range(len(constants))
    )


def is_local(qualified_name: str) -> bool:
    """Whether a function of this name is made by another function, or has no name of its own."""
    return "<locals>" in qualified_name or "<lambda>" in qualified_name


def shifted(code: CodeType, lines: int, done: dict[CodeType, CodeType]) -> CodeType:
    """The same code some lines further down; `done` lets functions go on sharing their code."""
    moved = done.get(code)
    if moved is None:
        line_at = _position_of_class_line(code)
        constants = tuple(
            shifted(constant, lines, done)
            if isinstance(constant, CodeType)
            else constant + lines
            if at == line_at
            else constant
            for at, constant in enumerate(code.co_consts)
        )
        moved = code.replace(co_firstlineno=code.co_firstlineno + lines, co_consts=constants)
        done[code] = moved
    return moved


def _position_of_class_line(code: CodeType) -> int | None:
    """Where the body of a class, from Python 3.13 on, keeps the line that it stores as `__firstlineno__`.

    None for other code, and where the body uses the same number for something else as well.
    """
    if "__firstlineno__" not in code.co_names or is_function(code):
        return None
    line = code.co_firstlineno
    loads = [
        each for each in dis.get_instructions(code) if each.argval == line and each.opcode in dis.hasconst
    ]
    return loads[0].arg if len(loads) == 1 else None


def docstring(code: CodeType) -> str | None:
    """The docstring that a function made from this code gets."""
    if not is_function(code) or not code.co_consts or code.co_name.startswith("<"):
        return None
    if sys.version_info >= (3, 14) and not code.co_flags & _HAS_DOCSTRING:
        return None
    first = code.co_consts[0]
    return first if isinstance(first, str) else None


def marked_as(code: CodeType, other: CodeType) -> CodeType:
    """The code of a generator with the mark that `types.coroutine` has put on `other`, if it has."""
    mark = other.co_flags & inspect.CO_ITERABLE_COROUTINE
    if code.co_flags & mark == mark or not code.co_flags & inspect.CO_GENERATOR:
        return code
    return code.replace(co_flags=code.co_flags | mark)


def unmarked(code: CodeType) -> CodeType:
    """The code as it was compiled, before `types.coroutine` marked it."""
    if not code.co_flags & inspect.CO_ITERABLE_COROUTINE:
        return code
    return code.replace(co_flags=code.co_flags & ~inspect.CO_ITERABLE_COROUTINE)


def same_but_for_lines(one: CodeType, other: CodeType) -> bool:
    """Whether two code objects do the same, wherever they stand."""
    return one == other or (
        one.co_code == other.co_code
        and one.co_names == other.co_names
        and one.co_varnames == other.co_varnames
        and one.co_freevars == other.co_freevars
        and one.co_cellvars == other.co_cellvars
        and (one.co_flags ^ other.co_flags) & ~inspect.CO_ITERABLE_COROUTINE == 0
        and one.co_argcount == other.co_argcount
        and one.co_kwonlyargcount == other.co_kwonlyargcount
        and one.co_posonlyargcount == other.co_posonlyargcount
        and one.co_exceptiontable == other.co_exceptiontable
        and len(one.co_consts) == len(other.co_consts)
        and all(map(_same_constant, one.co_consts, other.co_consts))
    )


def _same_constant(one: object, other: object) -> bool:
    if isinstance(one, CodeType) and isinstance(other, CodeType):
        return same_but_for_lines(one, other)
    return type(one) is type(other) and repr(one) == repr(other)  # repr tells 0.0 from -0.0

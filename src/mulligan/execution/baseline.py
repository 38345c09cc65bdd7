"""Whether the text of a file is what runs.

Invariant: a function that was edited between the import of its module and its adoption is not taken
for unchanged. Data cannot be compared: what it is now may have been computed since.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from types import CodeType, ModuleType

from mulligan.graft import LiveFunctions, is_local, may_be_held, nested_code, place_of
from mulligan.graft.code import same_but_for_lines
from mulligan.source import Source


@dataclass(frozen=True)
class Baseline:
    """Where a text is known not to be what runs; empty for most modules.

    Arguments:
        edited: names of functions and classes whose live code differs from the text.
        moved: names of those whose live code differs only in its line numbers.
    """

    edited: frozenset[str] = frozenset()
    moved: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.edited or self.moved)


def compare_with_text(module: ModuleType, source: Source) -> Baseline:
    """Compare the functions of a module that live with a text, by their qualified names.

    Raises:
        SourceInvalid: the text does not compile.
    """
    written = _functions_in(source)
    live: defaultdict[str, list[CodeType]] = defaultdict(list)
    for function in LiveFunctions(module).reachable():
        code = function.__code__
        if code.co_filename == source.filename and not is_local(code.co_qualname):
            live[code.co_qualname].append(code)
    edited: set[str] = set()
    moved: set[str] = set()
    for name, codes in written.items():
        known = live.get(name, [])
        top = name.partition(".")[0]
        if len(codes) != 1 or not known:
            continue  # bound more than once, or held by something that cannot be looked into
        if not any(same_but_for_lines(codes[0], each) for each in known):
            edited.add(top)
        elif all(place_of(codes[0]) != place_of(each) for each in known):
            moved.add(top)
    edited |= _missing(module, source)
    return Baseline(frozenset(edited), frozenset(moved - edited))


def _functions_in(source: Source) -> dict[str, list[CodeType]]:
    """The code of functions and methods in the whole text, by qualified name."""
    found: defaultdict[str, list[CodeType]] = defaultdict(list)
    for _, code in nested_code(source.compile_whole()):
        if may_be_held(code) and not is_local(code.co_qualname):
            found[code.co_qualname].append(code)
    return found


def _missing(module: ModuleType, source: Source) -> set[str]:
    """Functions and classes that the text defines once and the module does not have."""
    counts = Counter(name for each in source.statements for name in each.binds)
    return {
        each.name
        for each in source.statements
        if each.name is not None and counts[each.name] == 1 and each.name not in vars(module)
    }

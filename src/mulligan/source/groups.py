"""Statements that make one value between them, and so have to run as one.

Invariant: `x = 1` and `x += 1`, or `T = {}` and `T["a"] = 1`, or `x = 1` and `del x`, are executed
all together or not at all; and what reads the value half way is executed together with them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from mulligan.source.names import Names
from mulligan.source.statement import Change, Statement

_Memberships = dict[str, list[Statement]]


@dataclass(frozen=True)
class _Group:
    """Statements of the new source that bind or touch one name."""

    name: str
    members: Sequence[Statement]
    only_functions: bool
    is_data: bool
    is_rearranged: bool


class Groups:
    """The groups of a new source, compared with those of the old one.

    Arguments:
        old, new: the statements, already matched, without `__main__` guards.
    """

    def __init__(self, old: Sequence[Statement], new: Sequence[Statement]) -> None:
        self._new = new
        self._old_binders, self._new_binders = binders_of(old), binders_of(new)
        self._old_memberships, self._new_memberships = self._memberships(old), self._memberships(new)
        self._groups = {group.name: group for group in self._find()}
        self._position = {id(each): at for at, each in enumerate(new)}
        self._old_position = {id(each): at for at, each in enumerate(old)}

    def raise_marks(self) -> bool:
        """Execute every group of which a part is executed; whether a mark rose."""
        risen = False
        while self._raise_members() or self._raise_groups_read_half_way():
            risen = True
        return risen

    def _raise_members(self) -> bool:
        risen = False
        for group in self._groups.values():
            causes = [each for each in group.members if each.change is Change.EXECUTE]
            if not causes and not group.is_rearranged:
                continue
            if group.only_functions:
                risen = _execute_last_function(group) or risen
                continue
            lines = ", ".join(str(each.start) for each in causes[:3]) or "that left"
            risen = _execute_all(group, f"binds or changes {group.name} together with line {lines}") or risen
        return risen

    def _raise_groups_read_half_way(self) -> bool:
        """`y = x` between `x = 1` and `x += 1` would find the last value of x if it ran alone."""
        risen = False
        for each in self._new:
            if each.change is not Change.EXECUTE or each.is_import:
                continue
            at = self._position[id(each)]
            for name in each.names.reads & self._groups.keys():
                group = self._groups[name]
                first, last = (self._position[id(group.members[end])] for end in (0, -1))
                if group.is_data and first < at < last:
                    reason = f"makes {name}, which line {each.start} reads half way"
                    risen = _execute_all(group, reason) or risen
        return risen

    def raise_moved_readers(self) -> None:
        """Execute what moved from one side of a statement that makes a value to the other."""
        matched = [each for each in self._new if each.previous is not None]
        places = [self._old_position[id(each.previous)] for each in matched]
        if all(one < other for one, other in pairwise(places)):
            return
        for each in matched:
            if each.change is Change.EXECUTE or each.is_import:
                continue
            moved = sorted(name for name in each.names.reads if self._reads_another_value(each, name))
            if moved:
                execute(each, f"changed places with what makes {moved[0]}")

    def _reads_another_value(self, statement: Statement, name: str) -> bool:
        new, old = self._new_memberships.get(name, []), self._old_memberships.get(name, [])
        if all(each.is_definition for each in new):
            return False  # a definition anywhere means the same lasting object
        before = bisect_left([self._position[id(each)] for each in new], self._position[id(statement)])
        at = self._old_position[id(statement.previous)]
        return bisect_left([self._old_position[id(each)] for each in old], at) != before

    def _find(self) -> Iterator[_Group]:
        for key, members in self._new_memberships.items():
            before = self._old_memberships.get(key, [])
            if len(members) < 2 and len(before) < 2:
                continue
            binders = self._new_binders.get(key.rstrip("."), [])
            if all(each.is_import for each in binders):
                continue  # its object belongs to another module, which did not change
            rearranged = len(members) != len(before) or any(
                each.previous is not one for each, one in zip(members, before, strict=True)
            )
            only_functions = all(each.is_function for each in members)
            is_data = not any(each.is_definition for each in binders)
            yield _Group(key, members, only_functions, is_data, rearranged)

    def _memberships(self, statements: Iterable[Statement]) -> _Memberships:
        """Map each name to the statements that bind or touch it.

        Attributes put on a plain function form a group of their own, written `name.`: the function
        object outlives a new definition, and so do they.
        """
        groups: _Memberships = {}
        for each in statements:
            for name in each.binds:
                groups.setdefault(name, []).append(each)
            if each.is_definition:
                continue
            for name in each.names.touches - each.binds:
                own = self._is_plain_function(name) and not _sets_special_attribute(each.names, name)
                groups.setdefault(f"{name}." if own else name, []).append(each)
        return groups

    def _is_plain_function(self, name: str) -> bool:
        binders = [*self._old_binders.get(name, []), *self._new_binders.get(name, [])]
        return bool(self._new_binders.get(name)) and all(
            each.is_function and not each.is_decorated for each in binders
        )


def execute(statement: Statement, reason: str) -> bool:
    """Raise a mark; False if it could not rise."""
    if statement.change is Change.EXECUTE:
        return False
    statement.mark(Change.EXECUTE, reason)
    return True


def binders_of(statements: Iterable[Statement]) -> dict[str, list[Statement]]:
    """Map each name to the statements that bind it, in order."""
    binders: dict[str, list[Statement]] = {}
    for each in statements:
        for name in each.binds:
            binders.setdefault(name, []).append(each)
    return binders


def _execute_all(group: _Group, reason: str) -> bool:
    risen = [execute(each, reason) for each in group.members]
    return any(risen)


def _execute_last_function(group: _Group) -> bool:
    """Of several functions of one name the last one must stay the one that the name means.

    A decorated `_` is a registration whose name means nothing; it is not registered twice.
    """
    last = group.members[-1]
    if group.name == "_" and last.is_decorated:
        return False
    return execute(last, f"defines {group.name} once more")


def _sets_special_attribute(names: Names, name: str) -> bool:
    """Whether a statement sets `name.__doc__` and the like, which a new definition overwrites."""
    return any(root == name and attribute.startswith("__") for root, attribute in names.attributes)

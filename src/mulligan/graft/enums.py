"""Enumerations: members keep their identity.

Invariant: a member that someone holds is still the member of its name, and is found by the new
value. A member that is an int or a str cannot change its value, and is refused.
"""

from __future__ import annotations

import enum
from typing import Any

from mulligan.errors import CannotChangeInPlace
from mulligan.graft.undo_log import UndoLog, restore_items

ENUM_TABLES = frozenset(
    {
        "_member_map_",
        "_value2member_map_",
        "_member_names_",
        "_hashable_values_",
        "_unhashable_values_",
        "_unhashable_values_map_",
    }
)


def merge_members(log: UndoLog, old: enum.EnumMeta, new: enum.EnumMeta) -> dict[int, Any]:
    """Pour the new members into those that live; return what lasts by the id of the temporary member.

    Raises:
        CannotChangeInPlace: a member is a number or a text and its value changed.
    """
    lasting: dict[int, Any] = {}
    for name, member in new._member_map_.items():
        known: Any = old._member_map_.get(name)
        if id(member) in lasting:
            continue  # an alias of a member that was poured already
        if known is None or known._name_ != name:
            lasting[id(member)] = _move_member(member, old)
            continue
        is_value = isinstance(known, (int, str, float, bytes))
        if is_value and known._value_ != member._value_:
            raise CannotChangeInPlace(
                f"{old.__qualname__}.{name} changed from {known._value_!r} to {member._value_!r}; "
                f"a member that is itself a value cannot change, and the old one is held by live code. "
                "Add a member of another name, or restart"
            )
        log.keep_dictionary(known.__dict__)
        known.__dict__.update(
            {key: value for key, value in vars(member).items() if key not in ("__objclass__", "_inverted_")}
        )
        if "_inverted_" in known.__dict__:
            known.__dict__["_inverted_"] = None  # the cached complement may hold members that are gone
        lasting[id(member)] = known
    return lasting


def pour_table(log: UndoLog, old: type, table: Any, new_table: Any, members: dict[int, Any]) -> None:
    """Make one of an enumeration's tables hold what the new one holds, with the lasting members."""
    if isinstance(table, dict):
        log.keep_dictionary(table)
        items = {
            key: [members.get(id(each), each) for each in value]
            if isinstance(value, list)
            else members.get(id(value), value)
            for key, value in new_table.items()
        }
        items |= {
            key: value for key, value in table.items() if key not in items and _is_combination(old, value)
        }
        restore_items(table, items)
    elif isinstance(table, list):
        log.keep_list(table)
        table[:] = [members.get(id(each), each) for each in new_table]


def is_member(cls: type, value: object) -> bool:
    """Whether a class attribute is a member, or the descriptor that leads to one."""
    return isinstance(value, (cls, enum.property))


def _move_member(member: Any, old: type) -> Any:
    """A member that did not exist before becomes one of the lasting enumeration."""
    member.__class__ = old
    if "__objclass__" in member.__dict__:
        member.__dict__["__objclass__"] = old
    return member


def _is_combination(cls: type, value: object) -> bool:
    """Combinations of flags are made when first asked for; who holds one compares it by identity."""
    return isinstance(value, enum.Flag) and value._name_ not in cls.__dict__["_member_map_"]

"""References to a class that must not last: in dictionaries, lists, sets and cells.

Invariant: when a class statement ran again, nobody is left with the temporary class where Python
lets the reference be changed; where it does not, the user is told.
"""

from __future__ import annotations

import gc
from types import CellType
from typing import TYPE_CHECKING, Any

from mulligan.graft.undo_log import UndoLog, cell_content, restore_items

if TYPE_CHECKING:
    from mulligan.graft.merging import Graft


class _Retired:
    """The only base of temporary classes that were merged: so they leave `__subclasses__()` of the others."""


def retire(graft: Graft, temporary: type, lasting: type) -> None:
    """Put the lasting class where the temporary one was registered, and take that out of its family."""
    replace_references(graft, temporary, lasting, drop_doubles=True)
    if temporary.__bases__ == (object,):
        return
    try:
        temporary.__bases__ = (_Retired,)
    except TypeError as error:
        if any(base.__module__ == graft.module.__name__ for base in temporary.__bases__):
            graft.note(
                f"{temporary.__qualname__} stays listed twice among subclasses until collected: {error}"
            )


def replace_references(graft: Graft, old: type, new: type, *, drop_doubles: bool = False) -> None:
    """Make holders of `old` hold `new`.

    Compares by identity and keeps no reference of its own: `gc.get_referrers` also returns the
    frames and cells of whoever asks.
    """
    holders = gc.get_referrers(old)
    for holder in holders:
        kind = type(holder)
        if kind is dict:
            if holder is not vars(graft.module) or not drop_doubles:
                _replace_in_dictionary(graft.log, holder, old, new)
        elif kind is list:
            if holder is not holders:
                _replace_in_list(graft.log, holder, old, new, drop_doubles=drop_doubles)
        elif kind is set:
            graft.log.keep_set(holder)
            holder.discard(old)
            holder.add(new)
        elif kind is CellType:
            if cell_content(holder) is old:
                graft.log.set_cell(holder, new)
        elif kind is old:
            graft.log.add("the class of an instance", object.__setattr__, holder, "__class__", old)
            object.__setattr__(holder, "__class__", new)
    tuples = sum(
        1 for holder in holders if type(holder) is tuple and not _is_class_furniture(holder, holders)
    )
    if tuples:
        graft.note(f"{tuples} tuple(s) hold an earlier {old.__qualname__}; a tuple cannot be changed")


def _replace_in_dictionary(log: UndoLog, holder: dict[Any, Any], old: type, new: type) -> None:
    if not any(key is old or value is old for key, value in holder.items()):
        return
    log.keep_dictionary(holder)
    if not any(key is old for key in holder):
        for key in [key for key, value in holder.items() if value is old]:
            holder[key] = new
        return
    items: dict[Any, Any] = {}
    for key, value in holder.items():  # the entry of the class that ran last wins, at the older place
        items[new if key is old else key] = new if value is old else value
    restore_items(holder, items)


def _replace_in_list(log: UndoLog, holder: list[Any], old: type, new: type, *, drop_doubles: bool) -> None:
    if not any(each is old for each in holder):
        return
    log.keep_list(holder)
    if drop_doubles and any(each is new for each in holder):
        holder[:] = [each for each in holder if each is not old]
    else:
        holder[:] = [new if each is old else each for each in holder]


def _is_class_furniture(holder: tuple[Any, ...], holders: list[Any]) -> bool:
    """Whether a tuple is the `__bases__` or `__mro__` of a class."""
    return any(
        isinstance(each, type) and (each.__mro__ is holder or each.__bases__ is holder)
        for each in (*holder, *holders)
    )

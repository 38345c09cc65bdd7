"""References to a class that must not last: in dictionaries, lists, sets and cells.

Invariant: when a class statement ran again, nobody is left with the temporary class where Python
lets the reference be changed; where it does not, the user is told.
"""

from __future__ import annotations

import functools
import gc
from types import CellType, FunctionType
from typing import TYPE_CHECKING, Any

from mulligan.graft.undo_log import UndoLog, cell_content, restore_items

if TYPE_CHECKING:
    from mulligan.graft.merging import Graft


def retire(graft: Graft, temporary: type, lasting: type) -> None:
    """Put the lasting class where the temporary one was registered, and part that from its bases."""
    tuples = replace_references(graft, temporary, lasting, drop_doubles=True)
    if tuples:
        graft.note(
            f"{len(tuples)} tuple(s) hold {temporary.__qualname__} as it was made just now, and not the "
            "class that lives on; a tuple cannot be changed"
        )
    if all(not _is_written_in_python(base) for base in temporary.__bases__):
        return
    try:
        temporary.__bases__ = (_retired_base(temporary),)
    except TypeError as error:
        graft.note(
            f"{temporary.__qualname__} is listed twice among subclasses until it is collected: {error}"
        )


def _is_written_in_python(cls: type) -> bool:
    return bool(cls.__flags__ & (1 << 9))  # Py_TPFLAGS_HEAPTYPE


@functools.cache
def _retired(layout: type, *, has_dictionary: bool) -> type:
    return type("Retired", (layout,), {} if has_dictionary else {"__slots__": ()})


def _retired_base(temporary: type) -> type:
    """A base of nobody's interest with the same layout in C, for a class that leaves `__subclasses__()`."""
    layout = next(cls for cls in temporary.__mro__ if not _is_written_in_python(cls))
    base = temporary.__base__
    return _retired(layout, has_dictionary=base is not None and base.__dictoffset__ != 0)


def replace_references(
    graft: Graft, old: type, new: type, *, drop_doubles: bool = False
) -> list[tuple[Any, ...]]:
    """Make holders of `old` hold `new`; return the tuples that cannot be changed.

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
            graft.log.set_class_of(holder, new)
    own = graft.lasting_classes.get(id(old))
    tuples = [each for each in holders if type(each) is tuple and each is not own]
    return [each for each in tuples if not _is_class_furniture(each, holders)]


def replace_functions(
    log: UndoLog, merged: list[tuple[FunctionType, FunctionType]], namespace: dict[str, Any]
) -> None:
    """Make registries that were given a function anew hold the one that lives on, once.

    Arguments:
        log: where every write is noted first.
        merged: pairs of a function that was made anew and the one that lives on.
        namespace: the module's names, which are bound already.
    """
    lasting = {id(new): (new, old) for new, old in merged if new is not old}
    if not lasting:
        return
    for holder in gc.get_referrers(*(new for new, _ in lasting.values())):
        kind = type(holder)
        if kind is dict and holder is not namespace and holder is not lasting:
            _replace_values(log, holder, lasting)
        elif kind is list and holder is not merged:
            _replace_items(log, holder, lasting)
        elif kind is set:
            log.keep_set(holder)
            for each in [each for each in holder if id(each) in lasting]:
                holder.discard(each)
                holder.add(lasting[id(each)][1])


def _replace_values(log: UndoLog, holder: dict[Any, Any], lasting: dict[int, tuple[Any, Any]]) -> None:
    found = {
        key: lasting[id(value)]
        for key, value in holder.items()
        if id(value) in lasting and key != "__wrapped__"  # a wrapper says truly what it wraps
    }
    if any(holder[key] is value for key, (value, _) in found.items()):
        log.keep_dictionary(holder)
        for key, (_, value) in found.items():
            holder[key] = value


def _replace_items(log: UndoLog, holder: list[Any], lasting: dict[int, tuple[Any, Any]]) -> None:
    """Replace items; one whose lasting function is in the list already goes, or it would be called twice."""
    if not any(id(each) in lasting and each is lasting[id(each)][0] for each in holder):
        return
    log.keep_list(holder)
    known = {id(each) for each in holder}
    items: list[Any] = []
    for each in holder:
        if id(each) not in lasting:
            items.append(each)
        elif id(lasting[id(each)][1]) not in known:
            items.append(lasting[id(each)][1])
    holder[:] = items


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

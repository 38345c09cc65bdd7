"""The single steps of a memento's restore: one kind of record each.

Invariant: each step writes only what differs, runs no user code, and leaves the record as it was.
"""

from __future__ import annotations

from typing import Any

from mulligan.heap.contents import Translate, put_dictionary, same_items
from mulligan.heap.plans import ATOMS, TypePlan
from mulligan.heap.records import Function
from mulligan.heap.walk import MISSING_MEMBER, SKIPPED_CLASS_NAMES, read_member


def put_class(record: tuple[type, dict[str, Any]]) -> None:
    """Put class attributes back; the metaclass is not asked."""
    cls, body = record
    now = dict(vars(cls))
    for name in now.keys() - body.keys() - SKIPPED_CLASS_NAMES:
        type.__delattr__(cls, name)
    for name, value in body.items():
        if now.get(name, MISSING_MEMBER) is not value:
            type.__setattr__(cls, name, value)


def put_function(record: Function) -> None:
    """Put a function's defaults back; its code is the engine's affair."""
    function, _, defaults, keyword_defaults, _ = record
    if function.__defaults__ is not defaults:
        function.__defaults__ = defaults
    if function.__kwdefaults__ is not keyword_defaults:
        function.__kwdefaults__ = keyword_defaults


def put_list(record: tuple[list[Any], list[Any]], translate: Translate | None) -> None:
    """Put the items of an exact list back."""
    target, saved = record
    if translate is not None:
        saved = list(map(translate, saved))
    if len(target) != len(saved) or not same_items(target, saved):
        target[:] = saved


def put_table(record: tuple[dict[Any, Any], dict[Any, Any]], translate: Translate | None) -> None:
    """Put the items of an exact, string-keyed dictionary back."""
    target, saved = record
    if translate is not None:
        saved = {key: translate(value) for key, value in saved.items()}
    now = target.copy()
    if len(now) != len(saved) or not same_items(now, saved):
        put_dictionary(target, saved)
        return
    for key, value in saved.items():
        if now[key] is not value:
            target[key] = value


def put_members(record: tuple[Any, TypePlan, list[Any]], translate: Translate | None) -> None:
    """Put slots back, empty ones included."""
    target, plan, values = record
    for member, saved in zip(plan.members, values, strict=True):
        value = saved if translate is None else translate(saved)
        now = read_member(member, target)
        if is_same_value(now, value):
            continue
        if value is MISSING_MEMBER:
            member.__delete__(target)
        else:
            member.__set__(target, value)


def is_same_value(now: Any, saved: Any) -> bool:
    """Tell the same object, or the same plain value: some members make a new one at every reading."""
    return now is saved or (type(now) in ATOMS and type(now) is type(saved) and now == saved)


def put_content(record: tuple[Any, TypePlan, Any], translate: Translate | None) -> None:
    """Put any other container's content back."""
    target, plan, saved = record
    content = plan.content
    if content is not None:
        content.put(target, saved if translate is None else content.translated(saved, translate))

"""Who lives of a class: its instances and what is derived from it.

Invariant: only identities are compared and no attribute of an instance is asked for, so that looking
runs no code of the user.
"""

from __future__ import annotations

import gc
from typing import Any


def instances_of(*classes: type) -> list[Any]:
    """The live direct instances of some classes; one pass over the heap.

    An instance refers to its class. Instances that cannot refer to anything, of classes with empty
    `__slots__`, are not tracked and not found; they have nothing that could be missing.
    """
    wanted = {id(cls) for cls in classes}
    return [each for each in gc.get_referrers(*classes) if id(type(each)) in wanted]


def direct_subclasses(cls: type) -> list[type]:
    """The classes derived directly from `cls`; a metaclass has an unbound method of that name."""
    found: list[type] = type.__subclasses__(cls)
    return found


def subclasses_of(cls: type) -> list[type]:
    """The class and everything derived from it, each once."""
    found = {id(cls): cls}
    todo = [cls]
    while todo:
        for each in direct_subclasses(todo.pop()):
            if id(each) not in found:
                found[id(each)] = each
                todo.append(each)
    return list(found.values())

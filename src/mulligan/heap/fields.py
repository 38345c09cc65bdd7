"""Attributes that instances of a class are meant to have today.

Invariant: reads class dictionaries and code objects only; nothing is called.
"""

from __future__ import annotations

import types


def initialised_names(cls: type) -> frozenset[str]:
    """Name the attributes that `cls` declares as dataclass fields or mentions in an `__init__`.

    State written before an attribute was added to the class lacks it; it must then be kept, or
    today's methods would miss it.
    """
    names: set[str] = set()
    for base in cls.__mro__:
        body = vars(base)
        names.update(body.get("__dataclass_fields__", ()))
        init = body.get("__init__")
        if isinstance(init, types.FunctionType):
            names.update(init.__code__.co_names)
    return frozenset(names)

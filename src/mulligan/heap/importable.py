"""Whether a function or class can be found again by its name.

Invariant: nothing is imported and no module's `__getattr__` runs. What can be found again is code,
shared by everyone and the engine's affair; what cannot (lambdas, closures, local classes) is state.
"""

from __future__ import annotations

import sys
import types
from typing import Any


def is_importable(target: Any) -> bool:
    """Tell whether a function or class is what its module holds under its qualified name."""
    module = sys.modules.get(str(target.__module__))
    if module is None:
        return False
    found: object = module
    for part in str(target.__qualname__).split("."):
        if part == "<locals>" or not isinstance(found, type | types.ModuleType):
            return False
        found = found.__dict__.get(part)
        if isinstance(found, staticmethod | classmethod):
            found = found.__func__
    return found is target

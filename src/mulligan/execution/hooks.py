"""The hooks that user code may define: before and after a reload.

    before_reload(app)    of a module that is about to change; the old code runs it
    after_reload(app)     of a module that changed; the new code runs it
    __reload__(self)      of each live instance of each changed class that defines it

Invariant: hooks run inside the transaction; one that raises undoes it.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from types import FunctionType, ModuleType
from typing import Any

from mulligan.graft import instances_of, subclasses_of


def run_module_hook(module: ModuleType, name: str, app: object | None) -> None:
    """Call a module's hook, if it has one, with the app or without, as its signature asks.

    Raises:
        BaseException: whatever the hook raises.
    """
    hook = vars(module).get(name)
    if not isinstance(hook, FunctionType) or hook.__module__ != module.__name__:
        return  # a hook imported from elsewhere runs where it was written
    hook(app) if _takes_an_argument(hook) else hook()


def run_instance_hooks(classes: Iterable[type]) -> None:
    """Call `__reload__` on each live instance of the classes that have it, subclasses included.

    Raises:
        BaseException: whatever a hook raises.
    """
    family = {id(each): each for cls in classes for each in subclasses_of(cls) if hasattr(each, "__reload__")}
    if not family:
        return
    for instance in instances_of(*family.values()):
        hook: Any = instance.__reload__
        hook()


def _takes_an_argument(hook: FunctionType) -> bool:
    try:
        inspect.signature(hook).bind(None)
    except TypeError:
        return False
    return True

"""A photograph of hot modules and the app, for comparing two moments object by object.

Invariant: two photographs are equal exactly when nothing that a program could observe differs: names
and their order, identities, code objects, defaults, cells, class and instance dictionaries, contents of
data, and which modules of the app's folder are in `sys.modules`. Left out on purpose: the order of a class
dictionary, and the contents of caches that Python keeps for itself. Objects are met in an order that does
not depend on those, so that an object held twice has the same path in both.
"""

from __future__ import annotations

import collections
import functools
import sys
import types
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

_ATOMS = (int, float, complex, bool, str, bytes, type(None), range, types.CodeType, types.BuiltinFunctionType)
_MODULE_FURNITURE = {"__builtins__", "__spec__", "__loader__", "__cached__", "__path__"}
_CLASS_FURNITURE = {"__dict__", "__weakref__", "_abc_impl", "__abstractmethods__", "__annotations_cache__"}
_EMPTY_CELL = "an empty cell"


class Photograph:
    """What can be reached from some hot modules and the app, at one moment.

    Arguments:
        modules: the hot modules.
        app: whatever holds the state.
        folder: the folder of the app's own modules, hot or not.

    The photograph holds every object it shows, so that an identity seen twice is the same object.
    """

    def __init__(self, modules: Sequence[types.ModuleType], app: object, folder: Path) -> None:
        self.facts: dict[str, object] = {
            "sys.modules": frozenset(name for name, module in sys.modules.items() if _lies_in(module, folder))
        }
        self._held: list[object] = []
        self._seen: set[int] = set()
        self._modules = {module.__name__: module for module in modules}
        self._todo: collections.deque[tuple[str, object]] = collections.deque()
        self._todo.extend((module.__name__, module) for module in modules)
        self._todo.append(("app", app))
        while self._todo:
            path, thing = self._todo.popleft()
            if id(thing) not in self._seen and not isinstance(thing, _ATOMS):
                self._seen.add(id(thing))
                self._held.append(thing)
                self._look(path, thing)

    def differences(self, later: Photograph) -> list[str]:
        """One line for each fact that is not the same in `later`."""
        pairs = {
            path: (self.facts.get(path, "(absent)"), later.facts.get(path, "(absent)"))
            for path in [*self.facts, *later.facts]
        }
        return [f"{path}: {_short(a)} became {_short(b)}" for path, (a, b) in pairs.items() if a != b]

    def _fact(
        self, path: str, names: Iterable[object], things: Iterable[object], *, ordered: bool = True
    ) -> None:
        """Note the identity of each thing under its name, and look at the things later."""
        pairs = list(zip(names, things, strict=True))
        self._held.extend(thing for _, thing in pairs)
        facts = [(name, _identity(thing)) for name, thing in pairs]
        self.facts[path] = tuple(facts) if ordered else frozenset(facts)
        self._todo.extend((f"{path}.{name}", thing) for name, thing in pairs)

    def _look(self, path: str, thing: object) -> None:
        match thing:
            case types.ModuleType():
                self._look_at_module(path, thing)
            case types.FunctionType():
                self._look_at_function(path, thing)
            case type():
                self._look_at_class(path, thing)
            case staticmethod() | classmethod():
                self._fact(path, ["function"], [thing.__func__])
            case types.MethodType():
                self._fact(path, ["function", "self"], [thing.__func__, thing.__self__])
            case property():
                self._fact(path, ["get", "set", "delete"], [thing.fget, thing.fset, thing.fdel])
            case functools.partial():
                self._fact(path, ["function", "args", "keywords"], [thing.func, thing.args, thing.keywords])
            case _:
                self._look_at_instance(path, thing)

    def _look_at_module(self, path: str, module: types.ModuleType) -> None:
        if self._modules.get(module.__name__) is not module:
            return
        names = [name for name in vars(module) if name not in _MODULE_FURNITURE]
        self._fact(path, names, [vars(module)[name] for name in names])
        self.facts[f"{path} in sys.modules"] = id(sys.modules.get(module.__name__))

    def _look_at_function(self, path: str, function: types.FunctionType) -> None:
        if function.__globals__.get("__name__") not in self._modules:
            return
        self.facts[f"{path} code"] = id(function.__code__)
        self._held.append(function.__code__)
        self.facts[f"{path} name"] = (
            function.__name__,
            function.__qualname__,
            function.__doc__,
            function.__module__,
        )
        defaults = function.__defaults__ or ()
        self._fact(f"{path} defaults", range(len(defaults)), defaults)
        keywords: dict[str, object] = dict(function.__kwdefaults__ or {})
        self._fact(f"{path} keyword defaults", keywords, keywords.values())
        self._fact(f"{path} attributes", vars(function), vars(function).values())
        if sys.version_info < (3, 14):
            self.facts[f"{path} annotations"] = tuple(map(repr, function.__annotations__.items()))
        cells = function.__closure__ or ()
        self._fact(f"{path} cells", function.__code__.co_freevars, cells)
        self._fact(f"{path} captured", function.__code__.co_freevars, map(_content, cells))

    def _look_at_class(self, path: str, cls: type) -> None:
        if cls.__module__ not in self._modules:
            return
        self.facts[f"{path} class"] = (cls.__name__, cls.__qualname__, cls.__doc__, id(type(cls)))
        self.facts[f"{path} order"] = tuple(id(base) for base in cls.__mro__)
        self.facts[f"{path} abstract"] = frozenset(getattr(cls, "__abstractmethods__", ()))
        names = sorted(name for name in vars(cls) if name not in _CLASS_FURNITURE)
        self._fact(path, names, [vars(cls)[name] for name in names], ordered=False)

    def _look_at_instance(self, path: str, thing: object) -> None:
        self.facts[f"{path} type"] = id(type(thing))
        self._todo.append((f"{path} type", type(thing)))
        if isinstance(thing, dict):
            self._fact(f"{path} keys", range(len(thing)), list(thing))
            self._fact(f"{path} values", range(len(thing)), list(thing.values()))
        elif isinstance(thing, (list, tuple, collections.deque)):
            self._fact(f"{path} items", range(len(thing)), list(thing))
        elif isinstance(thing, (set, frozenset)):
            members = sorted(thing, key=id)
            names = [repr(_identity(member)) for member in members]
            self._fact(f"{path} members", names, members, ordered=False)
        elif isinstance(thing, bytearray):
            self.facts[f"{path} bytes"] = bytes(thing)
        attributes = dict(_instance_attributes(thing))
        self._fact(path, attributes, attributes.values())


def _lies_in(module: object, folder: Path) -> bool:
    file = getattr(module, "__file__", None)
    return isinstance(file, str) and Path(file).is_relative_to(folder)


def _identity(thing: object) -> object:
    return (type(thing).__name__, repr(thing)) if isinstance(thing, _ATOMS[:8]) else id(thing)


def _content(cell: types.CellType) -> object:
    try:
        return cell.cell_contents
    except ValueError:
        return _EMPTY_CELL


def _instance_attributes(thing: object) -> Iterator[tuple[str, object]]:
    """The instance dictionary in its order, then the slots that are filled."""
    try:
        own = object.__getattribute__(thing, "__dict__")
    except AttributeError:
        own = {}
    if type(own) is dict:
        yield from ((name, value) for name, value in own.items() if isinstance(name, str))
    for cls in type(thing).__mro__:
        for name, slot in vars(cls).items():
            if "__slots__" in vars(cls) and isinstance(slot, types.MemberDescriptorType):
                try:
                    yield f"slot {name}", slot.__get__(thing)
                except AttributeError:
                    continue


def _short(fact: object) -> str:
    text = repr(fact)
    return text if len(text) <= 300 else f"{text[:300]}..."

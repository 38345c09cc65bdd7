"""The undo log of a graft.

Invariant: every write to something that lives is preceded by the step that takes it back, so that
running the steps in reverse, at any later moment, restores the identity of every function, class,
cell and namespace that the graft touched.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, MutableMapping
from types import CellType, FunctionType
from typing import Any, Final


class Absent:
    """The type of `ABSENT`."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Final[Any] = Absent()  # stands where None would be a value

_FUNCTION_ATTRIBUTES = (
    "__defaults__",
    "__kwdefaults__",
    "__doc__",
    "__name__",
    "__qualname__",
    "__module__",
    "__type_params__",
)


class UndoLog:
    """Steps that take back what was done, the last first."""

    def __init__(self) -> None:
        self._steps: list[tuple[str, Callable[..., object], tuple[Any, ...]]] = []
        self._when_kept: list[Callable[[], object]] = []
        self._functions: dict[int, FunctionType] = {}

    def __len__(self) -> int:
        return len(self._steps)

    def add(self, what: str, step: Callable[..., object], *arguments: Any) -> None:
        """Note how to take back what is about to be done; `what` names it, should the step fail."""
        self._steps.append((what, step, arguments))

    def when_kept(self, action: Callable[[], object]) -> None:
        """Note what is to be done once the change is final."""
        self._when_kept.append(action)

    def undo(self) -> list[str]:
        """Run all steps, the last first, even where some fail; return one sentence per failure."""
        failures: list[str] = []
        while self._steps:
            what, step, arguments = self._steps.pop()
            try:
                step(*arguments)
            except BaseException as error:  # noqa: BLE001 - the other steps must still run
                failures.append(f"{what}: {type(error).__name__}: {error}")
        self._forget()
        return failures

    def keep(self) -> None:
        """Drop the steps: what was done is final."""
        actions = list(self._when_kept)
        self._steps.clear()
        self._forget()
        for action in actions:
            action()

    def _forget(self) -> None:
        self._when_kept.clear()
        self._functions.clear()

    # Writes that note themselves -----------------------------------------------------------------

    def set_attribute(self, owner: object, name: str, value: object) -> None:
        """Set an attribute that exists."""
        self.add(f"setting {name}", setattr, owner, name, getattr(owner, name))
        setattr(owner, name, value)

    def set_item(self, mapping: MutableMapping[Any, Any], key: object, value: object) -> None:
        """Set or, with `ABSENT`, remove one item of a dictionary."""
        before = mapping.get(key, ABSENT)
        if before is value:
            return
        self.add(f"setting {key}", _put_item, mapping, key, before)
        _put_item(mapping, key, value)

    def set_class_attribute(self, cls: type, name: str, value: object) -> None:
        """Set or, with `ABSENT`, remove an attribute in a class's own dictionary, past its metaclass."""
        before = cls.__dict__.get(name, ABSENT)
        if before is value:
            return
        self.add(f"setting {cls.__qualname__}.{name}", put_class_attribute, cls, name, before)
        put_class_attribute(cls, name, value)

    def set_class_of(self, instance: object, cls: type) -> None:
        """Make an instance, or a class, one of another class or metaclass, past their `__setattr__`.

        Raises:
            TypeError: Python refuses, as where the layouts differ.
        """
        before = type(instance)
        put: Callable[..., object] = type.__setattr__ if issubclass(before, type) else object.__setattr__
        self.add("the class of an instance", put, instance, "__class__", before)
        put(instance, "__class__", cls)

    def set_cell(self, cell: CellType, value: object) -> None:
        """Set the content of a closure's cell."""
        self.add("setting a cell", _put_cell, cell, cell_content(cell))
        cell.cell_contents = value

    # Whole objects, kept before someone else writes to them --------------------------------------

    def keep_namespace(self, namespace: dict[str, Any]) -> None:
        """Note all names of a module with their order."""
        self.add(f"the namespace of {namespace.get('__name__')}", restore_items, namespace, dict(namespace))

    def keep_dictionary(self, dictionary: dict[Any, Any]) -> None:
        """Note the items of a dictionary with their order."""
        self.add("a dictionary", restore_items, dictionary, dict(dictionary))

    def keep_list(self, items: list[Any]) -> None:
        """Note the items of a list."""
        self.add("a list", items.__setitem__, slice(None), list(items))

    def keep_set(self, items: set[Any]) -> None:
        """Note the items of a set."""
        self.add("a set", _restore_set, items, set(items))

    def keep_function(self, function: FunctionType) -> None:
        """Note everything about a function but its code, once."""
        if id(function) in self._functions:
            return
        self._functions[id(function)] = function
        attributes = {
            name: getattr(function, name) for name in _FUNCTION_ATTRIBUTES if hasattr(function, name)
        }
        annotations = _annotations_state(function)
        self.add(
            f"the function {function.__qualname__}",
            _restore_function,
            function,
            attributes,
            annotations,
            dict(function.__dict__),
        )


def cell_content(cell: CellType) -> Any:
    """What a cell holds, `ABSENT` when it is empty."""
    try:
        return cell.cell_contents
    except ValueError:
        return ABSENT


def put_class_attribute(cls: type, name: str, value: object) -> None:
    """Set or remove an attribute of the class itself; enumerations forbid this to everyone else."""
    if value is not ABSENT:
        type.__setattr__(cls, name, value)
    elif name in cls.__dict__:
        type.__delattr__(cls, name)


def restore_items(dictionary: dict[Any, Any], items: dict[Any, Any]) -> None:
    """Make a dictionary hold exactly these items in this order, without ever being empty.

    It is restored key by key, because between `clear()` and `update()` other threads would find no
    name at all.
    """
    for key in [key for key in dictionary if key not in items]:
        del dictionary[key]
    for key, value in items.items():
        if dictionary.get(key, ABSENT) is not value:
            dictionary[key] = value
    same = sum(1 for _ in itertools.takewhile(_is_pair, zip(dictionary, items, strict=True)))
    for key in itertools.islice(items, same, None):
        dictionary[key] = dictionary.pop(key)


def _is_pair(pair: tuple[object, object]) -> bool:
    return pair[0] is pair[1] or pair[0] == pair[1]


def _put_item(mapping: MutableMapping[Any, Any], key: object, value: object) -> None:
    if value is ABSENT:
        mapping.pop(key, None)
    else:
        mapping[key] = value


def _put_cell(cell: CellType, value: object) -> None:
    if value is not ABSENT:
        cell.cell_contents = value
    elif cell_content(cell) is not ABSENT:
        del cell.cell_contents


def _restore_set(items: set[Any], before: set[Any]) -> None:
    items.clear()
    items.update(before)


def _annotations_state(function: FunctionType) -> tuple[str, object]:
    """Annotations are evaluated on demand from Python 3.14 on; what makes them is kept, not what it made."""
    make_annotations = getattr(function, "__annotate__", None)
    if make_annotations is not None:
        return "__annotate__", make_annotations
    return "__annotations__", function.__annotations__


def _restore_function(
    function: FunctionType,
    attributes: dict[str, object],
    annotations: tuple[str, object],
    own: dict[str, Any],
) -> None:
    for name, value in attributes.items():
        if getattr(function, name) is not value:
            setattr(function, name, value)
    if getattr(function, annotations[0], ABSENT) is not annotations[1]:
        setattr(function, *annotations)
    restore_items(function.__dict__, own)

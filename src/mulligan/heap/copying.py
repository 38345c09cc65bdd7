"""One deep copy over many values, in which a value that cannot be copied leaves no trace.

Invariant: the memo never holds a half-made copy. When a value fails, everything that its attempt
added is taken out again, so that a value copied later cannot alias a ruin.
"""

from __future__ import annotations

import copy
import sys
import types
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from mulligan.heap.deep_stack import frames_for, is_limit_unsafe, with_deep_stack
from mulligan.heap.plans import ATOMS
from mulligan.heap.tearing import is_torn

Result = TypeVar("Result")


class LiveResource(TypeError):
    """A live resource was about to be copied."""

    def __init__(self, identity: int, description: str) -> None:
        super().__init__(description)
        self.identity = identity
        self.description = description


class _GuardedMemo(dict[int, Any]):
    """A memo that refuses some objects before deepcopy makes a half of them.

    Half a thread, process or event loop is an object whose finalizer fails or does harm.
    """

    refused: Mapping[int, str] = types.MappingProxyType({})

    def get(self, key: int, default: Any = None) -> Any:
        """Look a copy up, as deepcopy does before it copies anything."""
        if key in self.refused:
            raise LiveResource(key, self.refused[key])
        return super().get(key, default)


class DeepCopier:
    """copy.deepcopy with one memo, which aliases and cycles between all values go through.

    Arguments:
        kept: objects that copies refer to as they are: the app, the values of its live keys, modules.
        objects: how many there are to copy, which bounds how deeply copying can nest.
    """

    def __init__(self, kept: Iterable[object], *, objects: int) -> None:
        self._frames = frames_for(objects)
        self.kept = tuple(kept)
        self.memo = _GuardedMemo((id(target), target) for target in self.kept)
        self._originals: list[Any] = []
        self.memo[id(self.memo)] = self._originals

    def refuse(self, live: Iterable[tuple[object, str]]) -> None:
        """Refuse to copy these objects, each given with its description. The caller keeps them alive."""
        self.memo.refused = {id(target): description for target, description in live}

    def copy_of(self, target: object) -> object:
        """Return the copy that was made of an object; the object itself if there is none."""
        return dict.get(self.memo, id(target), target)

    @property
    def originals(self) -> Sequence[object]:
        """Every object that was copied, kept alive because the memo goes by identity."""
        return self._originals

    def copy(self, value: Any) -> Any:
        """Copy a value; on failure the memo is as before.

        Raises:
            RecursionError: nested too deeply even for a large stack.
            Exception: whatever the copying of an object in it raised.
        """
        entries, originals = len(self.memo), len(self._originals)
        try:
            if not is_limit_unsafe():
                try:
                    return copy.deepcopy(value, self.memo)
                except RecursionError:
                    self._forget(entries, originals)
            return with_deep_stack(lambda: copy.deepcopy(value, self.memo), frames=self._frames)
        except BaseException:
            self._forget(entries, originals)
            raise

    def attempt(self, work: Callable[[], Result]) -> Result | None:
        """Do work that adds to the memo; if it fails, the memo is as before and the result None.

        Raises:
            RuntimeError: a container changed while it was read.
        """
        entries, originals = len(self.memo), len(self._originals)
        try:
            return work()
        except Exception as error:
            self._forget(entries, originals)
            if is_torn(error):
                raise
            return None

    def failure(self, value: Any) -> BaseException | None:
        """Try a value on its own; say what went wrong, and leave the memo as it was."""
        entries, originals = len(self.memo), len(self._originals)
        try:
            self.copy(value)
        except Exception as error:  # noqa: BLE001 - the question is what user code raises
            return error
        self._forget(entries, originals)
        return None

    def add_bound_builtins(self, methods: Iterable[types.BuiltinFunctionType]) -> list[object]:
        """Make copies refer to built-in methods of copies, such as `items.append`: atoms to deepcopy.

        Returns:
            the methods whose object cannot be copied.
        """
        failed: list[object] = []
        for method in methods:
            try:
                bound = getattr(self.copy(method.__self__), method.__name__)
            except Exception:  # noqa: BLE001 - the caller finds out what and where, and says so
                failed.append(method)
                continue
            self.memo[id(method)] = bound
            self._originals.append(method)
        return failed

    def add_closures(self, functions: Iterable[types.FunctionType]) -> list[object]:
        """Make copies refer to copies of closures, which deepcopy takes for atoms.

        Two copied functions share a cell exactly if their originals do.

        Returns:
            the functions whose state cannot be copied; those stay shared with the live graph.
        """
        shells = {id(each): (each, function_shell(each, self.memo)) for each in functions if has_state(each)}
        self._originals.extend(each for each, _ in shells.values())
        self.memo.update((identity, shell) for identity, (_, shell) in shells.items())
        return [function for function, shell in shells.values() if not self._fill(function, shell)]

    def _fill(self, function: types.FunctionType, shell: types.FunctionType) -> bool:
        try:
            shell.__defaults__ = self.copy(function.__defaults__)
            shell.__kwdefaults__ = self.copy(function.__kwdefaults__)
            shell.__dict__.update(self.copy(function.__dict__))
            for cell, copied in zip(function.__closure__ or (), shell.__closure__ or (), strict=True):
                self._fill_cell(cell, copied)
        except Exception:  # noqa: BLE001 - the caller finds out what and where, and says so
            self.memo[id(function)] = function
            return False
        return True

    def _fill_cell(self, cell: types.CellType, copied: types.CellType) -> None:
        try:
            content = cell.cell_contents
        except ValueError:
            return
        copied.cell_contents = self.copy(content)

    def _forget(self, entries: int, originals: int) -> None:
        while len(self.memo) > entries:
            self.memo.popitem()
        del self._originals[originals:]


def has_state(function: types.FunctionType) -> bool:
    """Tell a function with cells, attributes or changeable defaults from bare code."""
    if function.__closure__ or function.__dict__:
        return True
    defaults = (*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values())
    return any(type(value) not in ATOMS for value in defaults)


def function_shell(
    function: types.FunctionType, memo: dict[int, Any], code: types.CodeType | None = None
) -> types.FunctionType:
    """Make a function of the same code, or of `code`, with copies of its cells that are still empty."""
    cells = tuple(memo.setdefault(id(cell), types.CellType()) for cell in function.__closure__ or ())
    made = types.FunctionType(
        code or function.__code__, function.__globals__, function.__name__, None, cells or None
    )
    made.__qualname__ = function.__qualname__
    made.__module__ = function.__module__
    made.__doc__ = function.__doc__
    # From 3.14 on annotations are computed when first asked for, which would run user code.
    name = "__annotations__" if sys.version_info < (3, 14) else "__annotate__"
    setattr(made, name, getattr(function, name))
    return made

"""Reading a payload whose classes are gone or have changed.

Invariant: whatever of the payload can be made is made as it was; only what cannot becomes a
placeholder. A verified payload only: its makers are called.

An object that cannot be made is replaced on the spot. One that was made and then cannot be filled is
referred to already, so reading begins again, with placeholders for everything its maker makes.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from mulligan.snapshot import rebuild
from mulligan.snapshot.missing import Name, missing_kind, missing_value


class _CannotFill(Exception):
    """An object refused what it was to be filled with."""

    def __init__(self, maker: Name, reason: str) -> None:
        super().__init__(reason)
        self.maker = maker
        self.reason = reason


def lenient_loads(payload: bytes) -> Any:
    """Make the objects of a payload, with placeholders for those that cannot be made.

    Raises:
        Exception: it is damaged, or an object of a built-in type cannot be filled.
    """
    unfillable: dict[Name, str] = {}
    while True:
        try:
            return _Lenient(payload, unfillable).load()
        except _CannotFill as error:
            if error.maker in unfillable:
                raise
            unfillable[error.maker] = error.reason


class _Lenient(pickle._Unpickler):
    """Python's own unpickler, which notes who made what."""

    dispatch: ClassVar[dict[int, Callable[[Any], None]]] = dict(pickle._Unpickler.dispatch)
    stack: list[Any]
    append: Callable[[Any], None]

    def __init__(self, payload: bytes, unfillable: Mapping[Name, str]) -> None:
        super().__init__(io.BytesIO(payload))
        self._unfillable = unfillable
        self._names: dict[int, Name] = {}
        self._makers: dict[int, Name] = {}
        self._alive: list[object] = []  # so that no two objects have the same id

    def find_class(self, module: str, name: str) -> Any:
        """Look a name up; a placeholder class if it is gone."""
        if module == "dill.dill":
            module = "dill._dill"
        if (module, name) == ("__builtin__", "NoneType"):
            return type(None)
        try:
            found = super().find_class(module, name)
        except (ImportError, AttributeError) as error:
            return missing_kind(module, name, rebuild.gone(error))
        self._names[id(found)] = (module, name)
        self._alive.append(found)
        return found

    def _make(
        self, maker: Any, arguments: tuple[Any, ...], options: Mapping[str, Any], *, called: bool
    ) -> Any:
        name = self._name_of(maker)
        reason = self._unfillable.get(name)
        if reason is None:
            try:
                made = maker(*arguments) if called else maker.__new__(maker, *arguments, **options)
            except MemoryError:
                raise
            except Exception as error:  # noqa: BLE001 - a changed class may raise anything
                reason = f"which cannot make this object any more ({type(error).__name__}: {error})"
                if name[0] == rebuild.__name__ and name[1].startswith("fill_"):
                    self._refuse(arguments[0], error)
        if reason is not None:
            made = _placeholder(name, maker, arguments, options, reason, called=called)
        self._makers[id(made)] = name
        self._alive.append(made)
        return made

    def _name_of(self, maker: Any) -> Name:
        known = self._names.get(id(maker))
        if known is not None:
            return known
        return str(getattr(maker, "__module__", "")), str(getattr(maker, "__qualname__", maker))

    def _refuse(self, target: object, error: Exception) -> None:
        maker = self._makers.get(id(target))
        if maker is None:
            raise error
        reason = f"which cannot be filled with this data any more ({type(error).__name__}: {error})"
        raise _CannotFill(maker, reason) from error

    def load_reduce(self) -> None:
        """Call what the payload calls."""
        arguments = self.stack.pop()
        maker = self.stack[-1]
        self.stack[-1] = self._make(maker, arguments, {}, called=True)

    def load_newobj(self) -> None:
        """Make an object without its `__init__`."""
        arguments = self.stack.pop()
        cls = self.stack.pop()
        self.append(self._make(cls, arguments, {}, called=False))

    def load_newobj_ex(self) -> None:
        """Make an object without its `__init__`, with keyword arguments."""
        options = self.stack.pop()
        arguments = self.stack.pop()
        cls = self.stack.pop()
        self.append(self._make(cls, arguments, options, called=False))


def _filling(load: Callable[[Any], None]) -> Callable[[Any], None]:
    """An opcode that fills the object on top of the stack."""

    def load_or_refuse(self: _Lenient) -> None:
        try:
            load(self)
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001 - a changed class may raise anything
            self._refuse(self.stack[-1], error)

    return load_or_refuse


_FILLING = (pickle.BUILD, pickle.APPEND, pickle.APPENDS, pickle.SETITEM, pickle.SETITEMS, pickle.ADDITEMS)
_Lenient.dispatch.update({code[0]: _filling(_Lenient.dispatch[code[0]]) for code in _FILLING})
_Lenient.dispatch[pickle.REDUCE[0]] = _Lenient.load_reduce
_Lenient.dispatch[pickle.NEWOBJ[0]] = _Lenient.load_newobj
_Lenient.dispatch[pickle.NEWOBJ_EX[0]] = _Lenient.load_newobj_ex


def _placeholder(
    name: Name,
    maker: Any,
    arguments: tuple[Any, ...],
    options: Mapping[str, Any],
    reason: str,
    *,
    called: bool,
) -> object:
    if maker is getattr and len(arguments) == 2 and isinstance(arguments[0], type):
        owner = arguments[0]  # from Python 3.12 on, members of enums are written so
        return missing_value(owner.__module__, f"{owner.__qualname__}.{arguments[1]}", reason)
    kind = missing_kind(*name, reason)
    return kind(*arguments) if called else kind.__new__(kind, *arguments, **options)

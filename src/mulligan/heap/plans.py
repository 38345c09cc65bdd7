"""What undo does with the instances of one type, decided once per type and walk.

Invariant: a plan never claims to protect what it cannot put back. State that a C type keeps outside
of slots, `__dict__` and the known containers is found by counting the bytes that a type adds to its
base without naming them, and is reported as unprotected.
"""

from __future__ import annotations

import abc
import datetime
import decimal
import enum
import fractions
import functools
import gc
import logging
import operator
import pathlib
import re
import types
import uuid
import zoneinfo
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from mulligan.heap.contents import BY_TYPE, Content
from mulligan.heap.live_types import is_imgui_value, is_weak_reference, live_description
from mulligan.heap.numeric_contents import BY_NAME, VectorContent

ATOMS: frozenset[type] = frozenset({
    type(None), bool, int, float, complex, str, bytes, range, type(...), type(NotImplemented),
    types.CodeType, types.WrapperDescriptorType, types.MethodWrapperType,
    types.MethodDescriptorType, types.ClassMethodDescriptorType, types.GetSetDescriptorType,
    types.MemberDescriptorType, types.GenericAlias, types.UnionType,
    datetime.date, datetime.time, datetime.datetime, datetime.timedelta, datetime.timezone,
    decimal.Decimal, re.Pattern, re.Match, uuid.UUID, fractions.Fraction, zoneinfo.ZoneInfo,
    operator.itemgetter, operator.attrgetter, operator.methodcaller,
    pathlib.PosixPath, pathlib.WindowsPath, pathlib.PurePosixPath, pathlib.PureWindowsPath,
    type(abc.ABC.__dict__["_abc_impl"]),
})  # fmt: skip
"""Exact types that hold nothing an undo would have to put back."""

_IMMUTABLE_BASES = (
    int, float, complex, str, bytes, tuple, frozenset, datetime.date, datetime.time, datetime.timedelta,
    datetime.tzinfo, decimal.Decimal, pathlib.PurePath, uuid.UUID, fractions.Fraction,
)  # fmt: skip
_ATOM_BASES = (logging.Logger, logging.LoggerAdapter, functools.cached_property, pathlib.PurePath, uuid.UUID)
_ATOM_NAMES = frozenset({"numpy.generic", "numpy.dtype"})
_MACHINERY = frozenset({"mulligan", "mulligan_store", "mulligan_migrations", "typing", "_typing"})
_HEAP_TYPE = 1 << 9
_POINTER_BYTES = object.__basicsize__ // 2
_HIDDEN_MEMBERS = frozenset({"__dict__", "__weakref__", "__dictoffset__", "__weaklistoffset__"})
Parts = Callable[[Any], Iterable[object]]


@dataclass(frozen=True, slots=True)
class TypePlan:
    """How instances of one type are saved.

    Fields:
        kind: the type.
        is_atom: nothing to save, nothing to enter.
        is_plain: only a `__dict__` to save; the common case, kept fast.
        content: how the container's content is saved, if it is a container.
        members: slots and other named fields.
        has_dict: instances carry a `__dict__`.
        parts: what an immutable holder (tuple, partial, method) refers to.
        is_shared: the same object appears in many places by design (enum members).
        live: the kind of live resource, which is never entered.
        unprotected: why part of the content cannot be put back, or None.
    """

    kind: type
    is_atom: bool = False
    is_plain: bool = False
    content: Content | None = None
    members: tuple[types.MemberDescriptorType, ...] = ()
    has_dict: bool = False
    parts: Parts | None = None
    is_shared: bool = False
    live: str | None = None
    unprotected: str | None = None

    @property
    def is_weak(self) -> bool:
        """Tell weak references from other live objects."""
        return is_weak_reference(self.live)


def plan_for(cls: type) -> TypePlan:
    """Decide how instances of `cls` are saved; functions, classes and modules are the walk's own affair."""
    if cls in ATOMS or issubclass(cls, _ATOM_BASES) or _is_machinery(cls) or _names(cls) & _ATOM_NAMES:
        return TypePlan(cls, is_atom=True)
    if issubclass(cls, type | types.FunctionType | types.ModuleType):
        return TypePlan(cls)
    live = live_description(cls)
    if live is not None:
        return TypePlan(cls, live=live)
    content, known_base = _content_of(cls)
    members, has_dict = member_descriptors(cls), cls.__dictoffset__ != 0
    parts = _holder_parts(cls)
    hidden = parts is not _numpy_generator_parts and _has_hidden_state(cls, known_base)
    if parts is None and hidden:
        parts = _referents
    if content is None and parts is None and not members and not has_dict and not hidden:
        return TypePlan(cls, is_atom=True)
    return TypePlan(
        cls,
        is_plain=has_dict
        and content is None
        and parts is None
        and not members
        and not issubclass(cls, enum.Enum),
        content=content,
        members=members,
        has_dict=has_dict,
        parts=parts,
        is_shared=issubclass(cls, enum.Enum),
        unprotected=f"the inner state of a {cls.__module__}.{cls.__qualname__}" if hidden else None,
    )


class Plans(dict[type, TypePlan]):
    """The plans of one operation, each made when it is first asked for.

    They are not kept longer, because an edit may change what a class derives from.
    """

    def __missing__(self, kind: type) -> TypePlan:
        plan = self[kind] = plan_for(kind)
        return plan


def member_descriptors(cls: type) -> tuple[types.MemberDescriptorType, ...]:
    """Return slots and other named fields of all classes that `cls` derives from."""
    return tuple(
        member
        for base in cls.__mro__
        if base not in _HOLDERS
        for name, member in vars(base).items()
        if type(member) is types.MemberDescriptorType and name not in _HIDDEN_MEMBERS
    )


def _names(cls: type) -> set[str]:
    return {f"{base.__module__}.{base.__qualname__}" for base in cls.__mro__}


def _is_machinery(cls: type) -> bool:
    """The undo must not undo Mulligan itself, should a hot module hold a session."""
    return str(cls.__module__).split(".", 1)[0] in _MACHINERY


def _content_of(cls: type) -> tuple[Content | None, type | None]:
    """Find the handler of the nearest known base, and that base."""
    for base in cls.__mro__:
        found = BY_TYPE.get(base) or BY_NAME.get(f"{base.__module__}.{base.__qualname__}")
        if found is not None:
            return found, base
    if is_imgui_value(cls):
        return VectorContent(), cls
    return None, None


def _holder_parts(cls: type) -> Parts | None:
    for base, parts in _HOLDERS.items():
        if issubclass(cls, base):
            return parts
    if "numpy.random._generator.Generator" in _names(cls):
        return _numpy_generator_parts
    return None


def _numpy_generator_parts(generator: Any) -> Iterable[object]:
    return (generator.bit_generator,)


def _referents(target: object) -> Iterable[object]:
    return gc.get_referents(target)


def _method_parts(method: types.MethodType) -> Iterable[object]:
    return method.__self__, method.__func__


def _builtin_parts(method: types.BuiltinFunctionType) -> Iterable[object]:
    owner = method.__self__
    return () if owner is None or isinstance(owner, type | types.ModuleType) else (owner,)


def _partial_parts(partial: functools.partial[Any]) -> Iterable[object]:
    return partial.func, partial.args, partial.keywords


_HOLDERS: dict[type, Parts] = {
    tuple: tuple.__iter__,
    frozenset: frozenset.__iter__,
    types.MethodType: _method_parts,
    types.BuiltinFunctionType: _builtin_parts,
    functools.partial: _partial_parts,
    types.MappingProxyType: _referents,
    slice: _referents,
    property: _referents,
    staticmethod: _referents,
    classmethod: _referents,
    type({}.keys()): _referents,
    type({}.values()): _referents,
    type({}.items()): _referents,
    type(functools.lru_cache(abs)): lambda wrapper: (wrapper.__wrapped__,),
}


def _has_hidden_state(cls: type, known_base: type | None) -> bool:
    """Tell whether some base adds bytes that neither slots, `__dict__` nor a known container explain."""
    base: type | None = cls
    while base is not None and base is not object:
        if base is known_base or base in _IMMUTABLE_BASES or base in _HOLDERS:
            return False
        if known_base is not None and base.__module__.split(".", 1)[0] in ("builtins", "numpy"):
            return False  # exceptions name their fields; numpy's generators hand out their whole state
        if _adds_hidden_bytes(base):
            return True
        base = base.__base__
    return False


def _adds_hidden_bytes(cls: type) -> bool:
    parent = cls.__base__
    if parent is None or (not cls.__flags__ & _HEAP_TYPE and cls.__basicsize__ == parent.__basicsize__):
        return False
    named = sum(
        1
        for name, member in vars(cls).items()
        if type(member) is types.MemberDescriptorType or name in ("__dict__", "__weakref__")
    )
    return cls.__basicsize__ - parent.__basicsize__ > named * _POINTER_BYTES

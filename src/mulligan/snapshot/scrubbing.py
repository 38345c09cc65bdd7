"""A copy of captured values in which secrets and live containers are replaced by placeholders.

Invariant: the capture itself is not touched; undo and previews need what it holds.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from mulligan.heap.capture import StateCapture
from mulligan.heap.copying import DeepCopier
from mulligan.heap.graph import each_reachable
from mulligan.heap.importable import is_importable
from mulligan.heap.placeholders import Redacted
from mulligan.heap.places import instance_dictionary
from mulligan.heap.plans import member_descriptors, plan_for
from mulligan.heap.translation import Translator
from mulligan.heap.walk import MISSING_MEMBER, read_member
from mulligan.snapshot.redaction import declared_secrets, is_secret_name, record_fields
from mulligan.snapshot.references import LiveReference


def scrubbed(
    values: Mapping[str, object], capture: StateCapture, secret_objects: Mapping[int, object]
) -> dict[str, Any]:
    """Copy `values` without secrets.

    Arguments:
        values: state key -> captured value.
        secret_objects: identities of captured objects that are secret wherever they are referred to.
    """
    live = [capture.app, *capture.live_values.values()]
    stop = [id(each) for each in live]
    found = [each for _, each, _ in each_reachable(values, stop=stop)]
    modules = [each for each in found if isinstance(each, types.ModuleType)]
    copier = DeepCopier([*live, *modules], objects=len(found))
    copier.memo.update((identity, Redacted()) for identity in secret_objects)
    for key, value in capture.live_values.items():
        if _is_plain_container(value):
            copier.memo[id(value)] = LiveReference(key)
    functions = [each for each in found if isinstance(each, types.FunctionType)]
    copier.add_closures(each for each in functions if not is_importable(each))
    copied: dict[str, Any] = copier.copy(dict(values))
    return _without_secrets(copied, stop)


def _is_plain_container(value: object) -> bool:
    """C pickle never asks about these, so a reference has to be put in their place beforehand."""
    return type(value) in (dict, list, set, frozenset, tuple, bytearray, bytes, str)


def _without_secrets(values: dict[str, Any], stop: list[int]) -> dict[str, Any]:
    reached = [each for _, each, _ in each_reachable(values, stop=stop)]
    secrets = _Secrets()
    records = {id(each): _clean_record(each) for each in reached if secrets[type(each)].is_record}
    for each in reached:
        _clean(each, secrets[type(each)])
    if not records:
        return values
    translate = Translator(records)
    for each in reached:
        _redirect(each, translate)
    return {key: translate(value) for key, value in values.items()}


@dataclass(frozen=True)
class _TypeSecrets:
    """What is secret in instances of one type, whatever their dictionaries hold."""

    declared: frozenset[str]
    members: tuple[types.MemberDescriptorType, ...]
    is_record: bool
    is_left: bool


class _Secrets(dict[type, _TypeSecrets]):
    """By type, found once."""

    def __missing__(self, kind: type) -> _TypeSecrets:
        declared = declared_secrets(kind)
        found = self[kind] = _TypeSecrets(
            declared,
            tuple(
                member
                for member in member_descriptors(kind)
                if is_secret_name(member.__name__) or member.__name__ in declared
            ),
            is_record=any(map(is_secret_name, record_fields(kind))),
            is_left=issubclass(kind, type | types.ModuleType) or plan_for(kind).live is not None,
        )
        return found


def _clean(target: Any, secrets: _TypeSecrets) -> None:
    """Replace what is secret by name or by annotation, in place."""
    if isinstance(target, types.FunctionType):
        for name, cell in zip(target.__code__.co_freevars, target.__closure__ or (), strict=True):
            if is_secret_name(name):
                cell.cell_contents = Redacted()
        return
    if secrets.is_left:
        return
    if type(target).__dictoffset__:
        _clean_table(instance_dictionary(target) or {}, secrets.declared)
    if isinstance(target, dict):
        _clean_table(target, frozenset())
    for member in secrets.members:
        if read_member(member, target) is not MISSING_MEMBER:
            member.__set__(target, Redacted())


def _clean_table(table: dict[Any, Any], declared: Collection[str]) -> None:
    for name in list(dict.keys(table)):
        if is_secret_name(name) or name in declared:
            dict.__setitem__(table, name, Redacted())


def _clean_record(target: Any) -> Any:
    names = record_fields(type(target))
    items = [
        Redacted() if is_secret_name(name) else item
        for name, item in zip(names, tuple.__iter__(target), strict=True)
    ]
    return tuple.__new__(type(target), items)


def _redirect(target: Any, translate: Callable[[Any], Any]) -> None:
    """Let `target` refer to the cleaned records."""
    plan = plan_for(type(target))
    table = instance_dictionary(target) if plan.has_dict and not isinstance(target, type) else None
    for name, value in list((table or {}).items()):
        table[name] = translate(value)  # type: ignore[index]
    for member in plan.members:
        value = read_member(member, target)
        if value is not MISSING_MEMBER:
            member.__set__(target, translate(value))
    if plan.content is not None:
        plan.content.put(target, plan.content.translated(plan.content.save(target), translate))

"""From a capture to payloads and a summary that may be shown.

Invariant: encoding never fails because of a value. What cannot be written stays in memory, and the
summary says so, with the path to the object that stands in the way. Nothing secret is written.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from mulligan.heap.capture import StateCapture
from mulligan.heap.collection import collection_paused
from mulligan.heap.graph import find_offender, first_line
from mulligan.heap.plans import plan_for
from mulligan.snapshot.grouping import group_keys
from mulligan.snapshot.redaction import (
    any_secret_name,
    has_secret_names,
    is_array_of_numbers,
    may_hold_secrets,
    secret_names,
)
from mulligan.snapshot.scrubbing import scrubbed
from mulligan.snapshot.summary import Describer, length, storable, type_name
from mulligan.snapshot.writing import Writer
from mulligan_store.records import KeySummary, SnapshotGroup


@dataclass(frozen=True)
class EncodedSnapshot:
    """What the journal stores of a capture.

    Fields:
        groups: payloads, each with the keys it holds; readable by `dill.loads`.
        keys: one summary per state key, in the order they were captured.
    """

    groups: tuple[SnapshotGroup, ...]
    keys: tuple[KeySummary, ...]


def encode(capture: StateCapture, *, redact: Collection[str] = ()) -> EncodedSnapshot:
    """Write the copied state keys, group by group.

    Arguments:
        capture: what `heap.capture` returned.
        redact: state keys whose values are secret, besides those that are so by name or annotation.
    """
    with collection_paused():
        secret = secret_names(capture.app, capture.keys_captured, redact)
        names_secrets = any(map(has_secret_names, capture.types_met()))
        if not (capture.late.is_made or names_secrets or _must_hide(capture, secret)):
            # Copies are not made only to be written: the originals are, if nothing proves to have changed.
            values, arrays = capture.while_current(), capture.late.arrays()
            encoded = _Encoding(capture, secret, values, arrays, names_secrets=False).result()
            if capture.is_current():
                return encoded
        return _Encoding(capture, secret, capture, {}, names_secrets=names_secrets).result()


def _must_hide(capture: StateCapture, secret: Collection[str]) -> bool:
    """Tell whether something but an attribute has to be taken out of what is written, which needs a copy."""
    return (
        capture.meets_live_values
        or any(_can_be_shared(capture.original(key)) for key in secret)
        or any_secret_name(capture.late.names())
    )


class _Encoding:
    """One encoding.

    Arguments:
        capture: what is written.
        secret: keys that are not.
        values: what stands for each key.
        stand_ins: id of an object -> what is written in its place.
        names_secrets: a class that was met names something secret.
    """

    def __init__(
        self,
        capture: StateCapture,
        secret: Collection[str],
        values: Mapping[str, object],
        stand_ins: Mapping[int, object],
        *,
        names_secrets: bool,
    ) -> None:
        self._capture = capture
        self._secret = secret
        self._values = values
        self._searched = () if values is capture else capture.late.keys
        self._secret_objects = {
            id(value): value
            for key in self._secret
            if (value := values.get(key)) is not None and _can_be_shared(value)
        }
        # Keys that stay in memory are described by their originals, all others by their copies.
        hidden = {*self._secret_objects, *(id(capture.original(key)) for key in self._secret)}
        self._describer = Describer(hidden)
        self._writer = Writer(capture.app, capture.live_values, objects=capture.objects, stand_ins=stand_ins)
        self._reasons = dict(capture.memory_only)
        self._groups: list[SnapshotGroup] = []
        self._names_secrets = names_secrets

    def result(self) -> EncodedSnapshot:
        wanted = [key for key in self._values if key not in self._secret]
        for keys in group_keys(self._capture, wanted):
            self._write_group({key: self._values[key] for key in keys})
        where = {key: number for number, group in enumerate(self._groups) for key in group.keys}
        return EncodedSnapshot(
            tuple(self._groups), tuple(self._summary(key, where) for key in self._capture.keys_captured)
        )

    def _write_group(self, values: dict[str, object]) -> None:
        try:
            payload = self._payload(values)
        except Exception as error:  # noqa: BLE001 - whatever writing raises, the keys stay in memory
            self._keep_in_memory(values, error)
            return
        self._groups.append(SnapshotGroup(tuple(values), payload))

    def _payload(self, values: dict[str, object]) -> bytes:
        meets_any = self._capture.meets_live_values
        meets_container = meets_any and any(self._capture.live_values_met(key) for key in values)
        if not (self._names_secrets or self._secret_objects or meets_container):
            payload = self._writer.write(values)
            if all(key in self._searched or is_array_of_numbers(value) for key, value in values.items()):
                return payload
            if not may_hold_secrets(payload):
                return payload
        return self._writer.write(scrubbed(values, self._capture, self._secret_objects))

    def _keep_in_memory(self, values: dict[str, object], error: Exception) -> None:
        """Take out the keys that cannot be written and write the others."""
        failed = {
            key: failure
            for key, value in values.items()
            if (failure := self._failure(key, value)) is not None
        }
        if not failed:
            failed = dict.fromkeys(values, error)
        for key, failure in failed.items():
            self._reasons[key] = self._reason(key, values[key], failure)
        rest = {key: value for key, value in values.items() if key not in failed}
        if rest:
            self._write_group(rest)

    def _failure(self, key: str, value: object) -> BaseException | None:
        try:
            self._payload({key: value})
        except Exception as error:  # noqa: BLE001 - the question is what user code raises
            return error
        return None

    def _reason(self, key: str, value: object, error: BaseException) -> str:
        if isinstance(error, RecursionError | MemoryError):
            return f"app.{key}: nested too deeply to write"
        stop = [id(self._capture.app), *map(id, self._capture.live_values.values())]
        path, offender, cause = find_offender(f"app.{key}", value, self._writer.failure, stop=stop)
        live = plan_for(type(offender)).live
        if live is not None:
            return f"{path}: {live} cannot be written"
        return storable(
            f"{path}: a {type_name(offender)} cannot be written ({type(cause).__name__}: {first_line(cause)})"
        )

    def _summary(self, key: str, where: Mapping[str, int]) -> KeySummary:
        is_secret, group = key in self._secret, where.get(key)
        value = self._values[key] if key in self._values else self._capture.original(key)
        is_alone = group is not None and len(self._groups[group].keys) == 1
        return KeySummary(
            key=key,
            type=type_name(value),
            bytes=len(self._groups[group].payload) if group is not None and is_alone else None,
            length=None if is_secret else length(value),
            repr="<redacted>" if is_secret else self._describer.short_repr(value),
            stored="redacted" if is_secret else "snapshot" if group is not None else "memory only",
            reason="secret; never written" if is_secret else self._reasons.get(key),
            group=group,
        )


def _can_be_shared(value: object) -> bool:
    plan = plan_for(type(value))
    return not plan.is_atom and not plan.is_shared

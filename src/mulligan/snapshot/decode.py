"""From payloads back to objects.

Invariant: the caller has verified every payload; nothing here decides whether bytes can be trusted.
References lead to the running app, and a name that is gone is said by name: as a refusal, or as a note
beside the placeholders that stand for its objects.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from mulligan.errors import RestoreRefused
from mulligan.snapshot.dill_reducers import loads
from mulligan.snapshot.lenient import lenient_loads
from mulligan.snapshot.missing import noting_missing
from mulligan.snapshot.references import resolving
from mulligan_store.records import SnapshotGroup

_CONSEQUENCE = "the app runs on as it was. Restore the code together with the state, or bring that name back"


def decode(
    groups: Iterable[SnapshotGroup],
    *,
    app: object,
    live_values: Mapping[str, object] | None = None,
    notes: list[str] | None = None,
) -> dict[str, object]:
    """Make the objects of a snapshot anew.

    Arguments:
        groups: payloads whose signature was verified; reading one runs code that it names.
        app: what references to the app lead to.
        live_values: live key -> value, what references to live values lead to.
        notes: where to say which classes are gone or have changed; their objects are placeholders
            then. None refuses instead.

    Returns:
        state key -> value. Keys that were kept in memory only or redacted are not in it.

    Raises:
        RestoreRefused: a payload cannot be read; without `notes` also when a class, function or
            module is gone, or an object cannot be made.
    """
    values: dict[str, object] = {}
    with resolving(app, live_values or {}):
        for group in groups:
            values.update(_read(group, notes))
    return values


def _read(group: SnapshotGroup, notes: list[str] | None) -> dict[str, object]:
    with noting_missing() as missing:
        try:
            read: dict[str, object] = loads(group.payload, _find_class)
        except Exception as error:
            if notes is None:
                raise _unreadable(group, error) from error
            read = _read_leniently(group)
    if missing and notes is None:
        raise RestoreRefused(f"{_sentences(group, missing)[0]}; {_CONSEQUENCE}")
    if notes is not None:
        notes.extend(_sentences(group, missing))
    return read


def _read_leniently(group: SnapshotGroup) -> dict[str, object]:
    try:
        read: dict[str, object] = lenient_loads(group.payload)
    except Exception as error:
        raise _unreadable(group, error) from error
    return read


def _unreadable(group: SnapshotGroup, error: Exception) -> RestoreRefused:
    if isinstance(error, RestoreRefused):
        return error
    return RestoreRefused(
        f"the state keys {', '.join(group.keys)} cannot be read back "
        f"({type(error).__name__}: {error}); the app runs on as it was"
    )


def _sentences(group: SnapshotGroup, missing: Mapping[tuple[str, str], str]) -> list[str]:
    keys = ", ".join(f"app.{key}" for key in group.keys)
    return [
        f"placeholders in {keys} stand for {module}.{name}, {reason}"
        for (module, name), reason in missing.items()
    ]


def _find_class(find: Callable[[str, str], Any], module: str, name: str) -> Any:
    try:
        return find(module, name)
    except (ImportError, AttributeError) as error:
        raise RestoreRefused(
            f"the snapshot needs {module}.{name}, which does not exist any more ({error}); {_CONSEQUENCE}"
        ) from error

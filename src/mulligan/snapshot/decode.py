"""From payloads back to objects.

Invariant: the caller has verified every payload; nothing here decides whether bytes can be trusted.
References lead to the running app, and a name that is gone is said by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from mulligan.errors import RestoreRefused
from mulligan.snapshot.dill_reducers import loads
from mulligan.snapshot.references import resolving
from mulligan_store.records import SnapshotGroup


def decode(
    groups: Iterable[SnapshotGroup], *, app: object, live_values: Mapping[str, object] | None = None
) -> dict[str, object]:
    """Make the objects of a snapshot anew.

    Arguments:
        groups: payloads whose signature was verified; reading one runs code that it names.
        app: what references to the app lead to.
        live_values: live key -> value, what references to live values lead to.

    Returns:
        state key -> value. Keys that were kept in memory only or redacted are not in it.

    Raises:
        RestoreRefused: a class, function or module is gone, or an object cannot be made.
    """
    values: dict[str, object] = {}
    with resolving(app, live_values or {}):
        for group in groups:
            values.update(_read(group))
    return values


def _read(group: SnapshotGroup) -> dict[str, object]:
    try:
        read: dict[str, object] = loads(group.payload, _find_class)
    except RestoreRefused:
        raise
    except Exception as error:
        raise RestoreRefused(
            f"the state keys {', '.join(group.keys)} cannot be read back "
            f"({type(error).__name__}: {error}); the app runs on as it was"
        ) from error
    return read


def _find_class(find: Callable[[str, str], Any], module: str, name: str) -> Any:
    try:
        return find(module, name)
    except (ImportError, AttributeError) as error:
        raise RestoreRefused(
            f"the snapshot needs {module}.{name}, which does not exist any more ({error}); the app runs on "
            "as it was. Restore the code together with the state, or bring that name back"
        ) from error

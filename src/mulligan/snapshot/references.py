"""What a snapshot says instead of the app and of live values.

Invariant: neither the app nor a live value is ever written. While `resolving` is in force the
references lead to the objects of the running app; outside of it they stay inert placeholders, so that
a payload can be read where there is no app.
"""

from __future__ import annotations

import contextlib
import contextvars
from collections.abc import Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class AppReference:
    """Stands for the app where there is none."""

    def __reduce__(self) -> tuple[object, ...]:
        return current_app, ()


@dataclass(frozen=True)
class LiveReference:
    """Stands for the value of a live key where there is none."""

    key: str

    def __reduce__(self) -> tuple[object, ...]:
        return live_value, (self.key,)


_app: contextvars.ContextVar[object] = contextvars.ContextVar("mulligan_app")
_live_values: contextvars.ContextVar[Mapping[str, object]] = contextvars.ContextVar("mulligan_live_values")


def current_app() -> object:
    """Return the app that a snapshot is being read for, or an inert reference."""
    return _app.get(AppReference())


def live_value(key: str) -> object:
    """Return the value of a live key of that app, or an inert reference."""
    return _live_values.get({}).get(key, LiveReference(key))


@contextlib.contextmanager
def resolving(app: object, live_values: Mapping[str, object]) -> Iterator[None]:
    """Let references lead to `app` and to `live_values` for the duration of a `with` block."""
    app_token, live_token = _app.set(app), _live_values.set(live_values)
    try:
        yield
    finally:
        _live_values.reset(live_token)
        _app.reset(app_token)

"""Which modules are hot, and which attributes of the app belong to them.

Invariant: a `HotModule` in the registry is well formed. Whatever is wrong with a description is
said when it is registered, so that a transaction never meets it half way.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from mulligan.errors import RegistrationError


@dataclass(frozen=True)
class HotModule:
    """A module that may be reloaded while the app runs.

    Arguments:
        name: the dotted name under which the module is imported.
        file_path: its source file; None or an empty string means the module's own `__file__`.
        state_keys: attributes of the app that a transaction captures.
        delegation_targets: functions that the app delegates to, as `function` of this module or
            as `package.module:function`. A reload that leaves one of them missing, not callable
            or unable to take the app is refused.
        live_keys: attributes left alone on purpose: threads, sockets, locks, textures.
        redact: state keys whose values are never written to the journal.
        reexecute: "changed" runs what the edit changed; "all" runs the whole module again; a
            collection of names runs those again whenever their text changes.

    Raises:
        RegistrationError: a name is not an identifier, or a key is both state key and live key.
    """

    name: str
    file_path: str | Path | None
    state_keys: Collection[str]
    delegation_targets: Collection[str]
    live_keys: Collection[str] = ()
    redact: Collection[str] = ()
    reexecute: str | Collection[str] = "changed"
    _absolute_path: Path | None = field(default=None, init=False, repr=False, compare=False)

    def __init__(
        self,
        name: str,
        file_path: str | Path | None,
        state_keys: Iterable[str] = (),
        delegation_targets: Iterable[str] = (),
        *,
        live_keys: Iterable[str] = (),
        redact: Iterable[str] = (),
        reexecute: str | Iterable[str] = "changed",
    ) -> None:
        if not isinstance(name, str) or not all(part.isidentifier() for part in name.split(".")):
            raise RegistrationError(f"{name!r} is not a module name; give the dotted name it is imported by")
        put = object.__setattr__
        put(self, "name", name)
        put(self, "file_path", file_path or None)
        put(self, "_absolute_path", Path(file_path).absolute() if file_path else None)
        put(self, "state_keys", _names(name, "state_keys", state_keys))
        put(self, "delegation_targets", _targets(name, delegation_targets))
        put(self, "live_keys", _names(name, "live_keys", live_keys))
        put(self, "redact", _names(name, "redact", redact))
        put(self, "reexecute", _reexecute(name, reexecute))
        both = set(self.state_keys) & set(self.live_keys)
        if both:
            raise RegistrationError(f"{name}: {sorted(both)} cannot be state keys and live keys at once")

    @property
    def path(self) -> Path | None:
        """The source file as it was meant when this was made, wherever the process has gone since."""
        return self._absolute_path

    def target_functions(self) -> Iterator[tuple[str, str]]:
        """Yield each delegation target as (module name, function name)."""
        for target in self.delegation_targets:
            module, _, function = target.rpartition(":")
            yield module or self.name, function


def _names(module: str, option: str, values: Iterable[str]) -> tuple[str, ...]:
    if isinstance(values, str):
        raise RegistrationError(f"{module}: {option} is the text {values!r}; give a list of names")
    names = tuple(dict.fromkeys(values))
    for name in names:
        if not isinstance(name, str) or not name.isidentifier():
            raise RegistrationError(f"{module}: {name!r} in {option} is not an attribute name")
    return names


def _targets(module: str, values: Iterable[str]) -> tuple[str, ...]:
    if isinstance(values, str):
        raise RegistrationError(f"{module}: delegation_targets is the text {values!r}; give a list of names")
    return tuple(dict.fromkeys(_target(module, value) for value in values))


def _target(module: str, value: str) -> str:
    """`function`, `package.module:function` and `module.function` name the same thing."""
    text = str(value)
    prefix = f"{module}."
    if ":" not in text and text.startswith(prefix):
        text = text.removeprefix(prefix)
    owner, _, function = text.rpartition(":")
    if not function.isidentifier() or (owner and not all(part.isidentifier() for part in owner.split("."))):
        raise RegistrationError(
            f"{module}: delegation target {value!r} is neither function nor module:function"
        )
    return text


def _reexecute(module: str, value: str | Iterable[str]) -> str | frozenset[str]:
    if isinstance(value, str):
        if value not in ("changed", "all"):
            raise RegistrationError(
                f'{module}: reexecute is "changed", "all" or a set of names, not {value!r}'
            )
        return value
    return frozenset(_names(module, "reexecute", value))


class Registry(dict[str, HotModule]):
    """The hot modules by name, in the order in which they were registered."""

    def register(self, module: HotModule) -> None:
        """Add or replace a hot module.

        Raises:
            RegistrationError: `module` is not a HotModule.
        """
        if not isinstance(module, HotModule):
            raise RegistrationError(f"register() takes a HotModule, not {type(module).__name__}")
        self[module.name] = module

    def unregister(self, name: str) -> None:
        """Forget a hot module; its code goes on running as it is.

        Raises:
            RegistrationError: no hot module has that name.
        """
        if self.pop(name, None) is None:
            raise RegistrationError(f"{name!r} is not registered; the hot modules are {sorted(self)}")

    def _union(self, option: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(key for module in self.values() for key in getattr(module, option)))

    @property
    def state_keys(self) -> tuple[str, ...]:
        """The state keys of all hot modules, each once."""
        return self._union("state_keys")

    @property
    def live_keys(self) -> tuple[str, ...]:
        """The live keys of all hot modules that no other module captures, each once."""
        return tuple(key for key in self._union("live_keys") if key not in set(self.state_keys))

    @property
    def redacted_keys(self) -> tuple[str, ...]:
        """The keys whose values are never written, each once."""
        return self._union("redact")

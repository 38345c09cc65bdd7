"""Which names a pickle would import, read from its opcodes.

Invariant: nothing is unpickled, imported or called; whatever the bytes are, the answer is names or a
reason why there are none. A name that the opcodes put together in a way that is not read here is
reported as computed, never left out in silence.

This tells a person what they would trust. It decides nothing: any snapshot with a lambda needs
`dill._dill._create_code`, so a list of forbidden names would refuse the honest and stop nobody.
"""

from __future__ import annotations

import pickletools
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

_STRINGS = {"SHORT_BINUNICODE", "BINUNICODE", "BINUNICODE8", "UNICODE"}
_SILENT = {"MEMOIZE", "BINPUT", "LONG_BINPUT", "PUT", "FRAME", "PROTO"}
_PUTS = {"BINPUT", "LONG_BINPUT", "PUT"}
_GETS = {"BINGET", "LONG_BINGET", "GET"}
_CODE_MODULES = ("dill", "cloudpickle", "marshal", "types", "code", "codeop", "runpy", "importlib")
_CODE_NAMES = {"exec", "eval", "compile", "__import__", "getattr", "setattr"}


@dataclass(frozen=True)
class PickleNames:
    """What a pickle names. `has_code`: it can bring code of its own along, or run text as code."""

    names: frozenset[str]
    has_computed: bool
    problem: str | None

    @property
    def has_code(self) -> bool:
        """Whether a name is there by which a pickle carries code, or might be."""
        return self.has_computed or any(map(_carries_code, self.names))


def names_in(payload: bytes) -> PickleNames:
    """Return the names that loading the payload would import."""
    names: set[str] = set()
    has_computed = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # pickletools passes names on to a decoder that warns
            for name in _names(payload):
                if name is None:
                    has_computed = True
                else:
                    names.add(name)
    except Exception as error:  # noqa: BLE001 - a hostile pickle may make pickletools raise anything
        reason = f"a pickle cannot be taken apart: {type(error).__name__}: {str(error)[:200]}"
        return PickleNames(frozenset(names), has_computed, reason)
    return PickleNames(frozenset(names), has_computed, None)


def _names(payload: bytes) -> Iterator[str | None]:
    """Yield each name as `module.name`; None for one that is computed."""
    recent: list[str | None] = []
    memo: dict[int, str] = {}
    memoized = 0
    for opcode, argument, _ in pickletools.genops(payload):
        name = opcode.name
        top = recent[-1] if recent else None
        if name in _SILENT:
            if name == "MEMOIZE":
                _remember(memo, memoized, top)
                memoized += 1
            elif name in _PUTS:
                _remember(memo, int(argument or 0), top)
                memoized += 1
            continue
        if name in ("GLOBAL", "INST"):
            yield ".".join(str(argument).split(" ", 1))
        elif name == "STACK_GLOBAL":
            module, attribute = (None, None) if len(recent) < 2 else recent[-2:]
            yield None if module is None or attribute is None else f"{module}.{attribute}"
        elif name in ("EXT1", "EXT2", "EXT4"):
            yield None
        recent = [*recent[-1:], _pushed(name, argument, memo)]


def _pushed(name: str, argument: object, memo: dict[int, str]) -> str | None:
    if name in _STRINGS:
        return str(argument)
    return memo.get(int(str(argument))) if name in _GETS else None


def _remember(memo: dict[int, str], index: int, text: str | None) -> None:
    # A place that is written again may be read as either: then it is unknown.
    if text is None or index in memo:
        memo.pop(index, None)
    else:
        memo[index] = text


def _carries_code(name: str) -> bool:
    module, _, attribute = name.rpartition(".")
    return module.split(".")[0] in _CODE_MODULES or attribute in _CODE_NAMES

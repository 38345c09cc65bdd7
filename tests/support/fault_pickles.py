"""Hostile pickles, each of which would write a canary file if anything ever loaded it.

Run as a test asks: whatever looks at a journal with these in it must leave the canary unwritten.
"""

from __future__ import annotations

import pickle
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

CALLS = (
    "os.system",
    "posix.system",
    "subprocess.Popen",
    "builtins.eval",
    "builtins.exec",
    "pathlib.Path.touch",
)


class _Calls:
    """Pickles as a call of anything."""

    def __init__(self, function: object, *arguments: object) -> None:
        self._call = (function, arguments)

    def __reduce__(self) -> Any:
        return self._call


def hostile_pickles(canary: Path) -> list[bytes]:
    """Payloads that would make the canary file, by every opcode that calls something.

    Arguments:
        canary: a path that needs no quoting.
    """
    import os
    import subprocess

    python = f"open({str(canary)!r}, 'w').close()"
    shell = f"touch {canary}"
    objects = [
        _Calls(os.system, shell),
        _Calls(subprocess.call, ["touch", str(canary)]),
        _Calls(eval, python),
        _Calls(exec, python),
        _Calls(Path.touch, canary),
        {"state": [1, _Calls(exec, python)]},
    ]
    payloads = [pickle.dumps(each, protocol) for each in objects for protocol in range(6)]
    text = python.encode()
    payloads += [
        b"cbuiltins\nexec\n(V" + text + b"\ntR.",  # GLOBAL, REDUCE
        b"(V" + text + b"\nibuiltins\nexec\n.",  # INST
        b"(cbuiltins\nexec\nV" + text + b"\no.",  # OBJ
        b"\x80\x02cbuiltins\nexec\n(V" + text + b"\ntR.",
        b"\x80\x04\x8c\x08builtins\x8c\x04exec\x93\x8c" + bytes([len(text)]) + text + b"\x85R.",
        # The name is put together where a simple reader does not look.
        b"\x80\x04\x8c\x04exec\x94\x8c\x08builtins\x94h\x010h\x01h\x00\x93\x8c"
        + bytes([len(text)])
        + text
        + b"\x85R.",
        _with_dill(python),
    ]
    return payloads


def _with_dill(python: str) -> bytes:
    import dill

    function = eval(f"lambda: exec({python!r})")
    payload: bytes = dill.dumps(_Calls(function), recurse=True)
    return payload


def mutated(payloads: list[bytes], count: int, seed: int) -> Iterator[bytes]:
    """Honest and hostile payloads with noise in them: cut, flipped, joined."""
    chance = random.Random(seed)
    for _ in range(count):
        payload = bytearray(chance.choice(payloads))
        for _ in range(chance.randrange(1, 6)):
            if not payload:
                break
            place = chance.randrange(len(payload))
            match chance.randrange(4):
                case 0:
                    payload[place] = chance.randrange(256)
                case 1:
                    del payload[place : place + chance.randrange(1, 9)]
                case 2:
                    payload[place:place] = chance.choice(payloads)[: chance.randrange(1, 60)]
                case _:
                    payload = payload[:place]
        yield bytes(payload)

"""Hostile pickles, each of which would write a canary file if anything ever loaded it.

Run as a test asks: whatever looks at a journal with these in it must leave the canary unwritten.
"""

from __future__ import annotations

import pickle
import random
import struct
from collections.abc import Iterator
from pathlib import Path

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

    def __reduce__(self) -> object:
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


def bombs() -> list[bytes]:
    """Payloads that would fill the memory or the stack of whoever loads or naively reads them."""
    return [
        b"\x80\x04\x8e" + struct.pack("<Q", 2**62) + b".",  # BINBYTES8 of 4 EB
        b"\x80\x04\x8d" + struct.pack("<Q", 2**40) + b".",  # BINUNICODE8
        b"\x80\x02\x8b" + struct.pack("<i", 2**31 - 1) + b".",  # LONG4
        b"\x80\x02\x8b" + struct.pack("<i", -1) + b".",
        b"I" + b"9" * 100_000 + b"\n.",
        b"]" * 300_000 + b"a" * 299_999 + b".",
        b"(" * 300_000 + b".",
        b"]\x94" + b"h\x00a" * 200_000 + b".",
        b"X\x05\x00\x00\x00aaaaa\x94" + b"h\x00h\x00\x86\x94" * 100_000 + b".",
        b"\x80\x04\x95" + struct.pack("<Q", 2**63) + b".",
        b"r\xff\xff\xff\xff" + b"j\xff\xff\xff\xff.",  # LONG_BINPUT far away
        b"V" + b"\\u0041" * 100_000 + b"\n.",
        b"S'" + b"\\" * 99_999 + b"\n.",
        b"",
        b".",
        b"\x80\xff.",
        b"\x93.",
        b"R.",
        b"0" * 100_000,
    ]


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

"""Forwarders: code that fits an old function's closure and calls something else.

Invariant: chains of forwarders have length one, and a forwarder is never mistaken for code of the
user: its file name is one that no file has.
"""

from __future__ import annotations

from types import CodeType, FunctionType
from typing import Any

from mulligan.graft.code import nested_code

FORWARDER_FILE = "<mulligan forwarder>"
_TARGET = "\0mulligan target\0"


def is_forwarder(function: FunctionType) -> bool:
    """Whether a function only forwards."""
    return function.__code__.co_filename == FORWARDER_FILE


def forwards_to(function: FunctionType, target: object) -> bool:
    """Whether a function is a forwarder to exactly this target."""
    return is_forwarder(function) and any(each is target for each in function.__code__.co_consts)


def forwarder(old: FunctionType, target: Any) -> CodeType:
    """Code that can be given to `old`, whatever its closure, and calls `target`.

    A code object may replace another only when it captures as many variables, so the text captures
    that number; they are renamed afterwards, since `__class__`, `args` or `target` could not be
    written here. The target travels as a constant: a default argument or a global would show.
    """
    names = [f"_captured_{number}" for number, _ in enumerate(old.__code__.co_freevars)]
    captured = "".join(f"    {name} = 0\n" for name in names)
    text = (
        f"def outer():\n{captured}"
        f"    def forward(*args, **kwargs):\n"
        f"        ({''.join(name + ', ' for name in names)})\n"
        f"        target = {_TARGET!r}\n"
        f"        return target(*args, **kwargs)\n"
    )
    module_code = compile(text, FORWARDER_FILE, "exec", dont_inherit=True)
    code = next(code for _, code in nested_code(module_code) if code.co_name == "forward")
    return code.replace(
        co_consts=tuple(target if constant == _TARGET else constant for constant in code.co_consts),
        co_freevars=old.__code__.co_freevars,
        co_name=old.__code__.co_name,
        co_qualname=old.__code__.co_qualname,
    )

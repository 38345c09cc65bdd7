"""The structure of a pickle, read without making any of its objects.

Invariant: nothing is imported that the pickle names and nothing that it holds is called; a name
stays a text. This file uses the standard library alone: it is run by its path, in a process of its
own that cannot even find the app's modules, with limits on time and memory.

Standard input is the pickle, standard output one JSON object:
    globals    the names of the classes and functions that reading it for real would use
    lines      [depth, text] of the objects, from the outside inwards, each object once
    problem    why it could not be read to its end, or null
    complete   whether everything is shown
"""

from __future__ import annotations

import json
import pickletools
import sys
import warnings
from collections.abc import Callable, Iterator
from typing import Any

MAX_OPERATIONS = 2_000_000
MAX_LINES = 2_000
MAX_DEPTH = 60
MAX_GLOBALS = 2_000
MEMORY_BYTES = 1 << 30
CPU_S = 20
_TEXT = 120
_NAME = 400
_HUGE_INT = 1 << 256


class Node:
    """Something that the pickle describes.

    Fields:
        text: what it is, short.
        parts: what it holds: (label, node); for a dictionary the label is the key's text.
        name: for a text or a name, its beginning.
    """

    __slots__ = ("name", "parts", "text")

    def __init__(self, text: str, name: str = "") -> None:
        self.text = text
        self.name = name
        self.parts: list[tuple[str, Node]] | None = None

    def add(self, label: str, part: Node) -> None:
        """Add a part."""
        if self.parts is None:
            self.parts = []
        self.parts.append((label, part))


_MARK = Node("mark")
_CONSTANTS = {"NONE": "None", "NEWTRUE": "True", "NEWFALSE": "False"}
_EMPTY = {"EMPTY_LIST": "list", "EMPTY_TUPLE": "tuple", "EMPTY_DICT": "dict", "EMPTY_SET": "set"}
_MARKED = {"LIST": "list", "TUPLE": "tuple", "FROZENSET": "frozenset"}
_TUPLES = {"TUPLE1": 1, "TUPLE2": 2, "TUPLE3": 3}
_PUTS = ("PUT", "BINPUT", "LONG_BINPUT")
_GETS = ("GET", "BINGET", "LONG_BINGET")
_IGNORED = ("PROTO", "FRAME", "READONLY_BUFFER")


class Machine:
    """The stack machine of pickle, over descriptions."""

    def __init__(self) -> None:
        self.stack: list[Node] = []
        self.memo: dict[object, Node] = {}
        self.globals: dict[str, None] = {}

    def run(self, data: bytes) -> Node:
        """Return what the pickle describes.

        Raises:
            ValueError, IndexError, KeyError: it is no sound pickle, or has too many operations.
        """
        for count, (opcode, argument, _) in enumerate(pickletools.genops(data)):
            if count >= MAX_OPERATIONS:
                raise ValueError(f"it has more than {MAX_OPERATIONS:,} operations")
            if opcode.name == "STOP":
                return self.stack.pop()
            self._step(opcode.name, argument)
        raise ValueError("it has no end")

    def _step(self, name: str, argument: Any) -> None:
        stack = self.stack
        if name in _PUTS:
            self.memo[argument] = stack[-1]
        elif name == "MEMOIZE":
            self.memo[len(self.memo)] = stack[-1]
        elif name in _GETS:
            stack.append(self.memo[argument])
        elif name == "MARK":
            stack.append(_MARK)
        elif name in _EMPTY:
            stack.append(Node(_EMPTY[name]))
        elif name in _MARKED:
            stack.append(_sequence(_MARKED[name], self._marked()))
        elif name in _TUPLES:
            items = [stack.pop() for _ in range(_TUPLES[name])]
            stack.append(_sequence("tuple", items[::-1]))
        elif name in _CONSTANTS:
            stack.append(Node(_CONSTANTS[name]))
        elif name in _STEPS:
            _STEPS[name](self, argument)
        elif name not in _IGNORED:
            stack.append(_scalar(argument))

    def _marked(self) -> list[Node]:
        """Take everything above the last mark."""
        stack = self.stack
        position = len(stack) - 1
        while stack[position] is not _MARK:
            position -= 1
            if position < 0:
                raise ValueError("a mark is missing")
        items = stack[position + 1 :]
        del stack[position:]
        return items

    def _dictionary(self, _: Any) -> None:
        items = self._marked()
        self.stack.append(Node("dict"))
        self._set(items)

    def _set_items(self, _: Any) -> None:
        self._set(self._marked())

    def _set_item(self, _: Any) -> None:
        value, key = self.stack.pop(), self.stack.pop()
        self._set([key, value])

    def _set(self, items: list[Node]) -> None:
        target = self.stack[-1]
        for key, value in zip(items[::2], items[1::2], strict=False):
            target.add(f"[{key.text}]", value)
            if key.parts:
                target.add("key", key)

    def _append(self, _: Any) -> None:
        item = self.stack.pop()
        self._extend([item])

    def _appends(self, _: Any) -> None:
        self._extend(self._marked())

    def _extend(self, items: list[Node]) -> None:
        target = self.stack[-1]
        for item in items:
            target.add(f"[{len(target.parts or ())}]", item)

    def _global(self, argument: Any) -> None:
        self._named(*str(argument).partition(" ")[::2])

    def _stack_global(self, _: Any) -> None:
        name, module = self.stack.pop(), self.stack.pop()
        self._named(module.name, name.name)

    def _named(self, module: str, name: str) -> None:
        full = f"{module}.{name}"[:_NAME]
        if len(self.globals) < MAX_GLOBALS:
            self.globals[full] = None
        self.stack.append(Node(f"the name {full}", full))

    def _extension(self, argument: Any) -> None:
        self._named("extension", str(argument))

    def _instance(self, argument: Any) -> None:
        items = self._marked()
        self._global(argument)
        self._made("object of", self.stack.pop(), items)

    def _object(self, _: Any) -> None:
        first, *items = self._marked()
        self._made("object of", first, items)

    def _reduce(self, _: Any) -> None:
        arguments, maker = self.stack.pop(), self.stack.pop()
        self._made("call of", maker, [part for _, part in arguments.parts or ()])

    def _new_object(self, _: Any) -> None:
        arguments, maker = self.stack.pop(), self.stack.pop()
        self._made("object of", maker, [part for _, part in arguments.parts or ()])

    def _new_object_with_options(self, _: Any) -> None:
        options, arguments, maker = self.stack.pop(), self.stack.pop(), self.stack.pop()
        self._made("object of", maker, [part for _, part in arguments.parts or ()])
        for label, part in options.parts or ():
            self.stack[-1].add(f"argument {label}", part)

    def _made(self, how: str, maker: Node, arguments: list[Node]) -> None:
        made = Node(f"{how} {maker.name or maker.text}")
        if not maker.name:
            made.add("maker", maker)
        for number, argument in enumerate(arguments):
            made.add(f"argument {number}", argument)
        self.stack.append(made)

    def _build(self, _: Any) -> None:
        state = self.stack.pop()
        target = self.stack[-1]
        tables = [state]
        if state.text == "tuple" and len(state.parts or ()) == 2:
            tables = [part for _, part in state.parts or ()]
        if any(table.text not in ("dict", "None") for table in tables):
            target.add("state", state)
            return
        for table in tables:
            for label, part in table.parts or ():
                target.add(f"attribute {label}", part)

    def _pop(self, _: Any) -> None:
        self.stack.pop()

    def _pop_mark(self, _: Any) -> None:
        self._marked()

    def _duplicate(self, _: Any) -> None:
        self.stack.append(self.stack[-1])

    def _persistent(self, argument: Any) -> None:
        self.stack.append(Node(f"persistent object {_short(str(argument))}"))

    def _binary_persistent(self, _: Any) -> None:
        made = Node("persistent object")
        made.add("identity", self.stack.pop())
        self.stack.append(made)

    def _buffer(self, _: Any) -> None:
        self.stack.append(Node("buffer from outside"))


_STEPS: dict[str, Callable[[Machine, Any], None]] = {
    "DICT": Machine._dictionary,
    "SETITEMS": Machine._set_items,
    "SETITEM": Machine._set_item,
    "APPEND": Machine._append,
    "APPENDS": Machine._appends,
    "ADDITEMS": Machine._appends,
    "GLOBAL": Machine._global,
    "STACK_GLOBAL": Machine._stack_global,
    "EXT1": Machine._extension,
    "EXT2": Machine._extension,
    "EXT4": Machine._extension,
    "INST": Machine._instance,
    "OBJ": Machine._object,
    "REDUCE": Machine._reduce,
    "NEWOBJ": Machine._new_object,
    "NEWOBJ_EX": Machine._new_object_with_options,
    "BUILD": Machine._build,
    "POP": Machine._pop,
    "POP_MARK": Machine._pop_mark,
    "DUP": Machine._duplicate,
    "PERSID": Machine._persistent,
    "BINPERSID": Machine._binary_persistent,
    "NEXT_BUFFER": Machine._buffer,
}


def _sequence(kind: str, items: list[Node]) -> Node:
    made = Node(kind)
    for number, item in enumerate(items):
        made.add(f"[{number}]", item)
    return made


def _scalar(value: Any) -> Node:
    if isinstance(value, str):
        return Node(_short(value), value[:_NAME])
    if isinstance(value, bytes | bytearray):
        more = "" if len(value) <= _TEXT else f"... of {len(value)} bytes"
        return Node(f"{bytes(value[:_TEXT])!r}{more}")
    if isinstance(value, int) and abs(value) >= _HUGE_INT:
        return Node(f"int of {value.bit_length()} bits")
    return Node(repr(value))


def _short(text: str) -> str:
    return repr(text) if len(text) <= _TEXT else f"{text[:_TEXT]!r}... of {len(text)} characters"


def lines_of(root: Node) -> Iterator[tuple[int, str]]:
    """Yield (depth, text), each object once: what is met again is named by its number."""
    numbers: dict[int, int] = {}
    waiting: list[tuple[int, str, Node]] = [(0, "", root)]
    while waiting:
        depth, label, node = waiting.pop()
        before = f"{label}: " if label else ""
        if id(node) in numbers:
            yield depth, f"{before}{node.text}, the same as #{numbers[id(node)]}"
            continue
        parts = node.parts or ()
        if not parts:
            yield depth, f"{before}{node.text}"
            continue
        number = numbers[id(node)] = len(numbers) + 1
        deeper = "" if depth < MAX_DEPTH else ", too deep to show"
        yield depth, f"{before}{node.text} #{number}, holds {len(parts)}{deeper}"
        if not deeper:
            shown = parts[:MAX_LINES]  # more can never be printed
            waiting.extend((depth + 1, edge, part) for edge, part in reversed(shown))


def describe(data: bytes) -> dict[str, object]:
    """Return what is printed."""
    machine = Machine()
    lines: list[tuple[int, str]] = []
    problem, complete = None, True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # pickletools passes names on to a decoder that warns
            root = machine.run(data)
        for line in lines_of(root):
            if len(lines) >= MAX_LINES:
                complete = False
                break
            lines.append(line)
    except (ValueError, IndexError, KeyError, TypeError, AttributeError, MemoryError, OverflowError) as error:
        problem, complete = f"{type(error).__name__}: {error}"[:_NAME], False
    return {"globals": sorted(machine.globals), "lines": lines, "problem": problem, "complete": complete}


def limit_this_process() -> None:
    """Limit memory and time, where the system can; the counts above hold everywhere."""
    if sys.platform != "win32":
        import resource

        for what, most in ((resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_CPU, CPU_S)):
            try:
                resource.setrlimit(what, (most, most))
            except (ValueError, OSError):
                continue  # a lower limit is in force already, or this system has none of this kind


if __name__ == "__main__":
    limit_this_process()
    sys.stdout.write(json.dumps(describe(sys.stdin.buffer.read())))

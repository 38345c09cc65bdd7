"""The object graph with names on its edges, for messages that point at one object.

Invariant: no user code runs, and no loop recurses. This is the slow sibling of the walk: it is used
where something already went wrong, or where two graphs are compared place by place.
"""

from __future__ import annotations

import collections
import functools
import types
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

from mulligan.heap.plans import ATOMS, Plans, TypePlan, plan_for
from mulligan.heap.walk import MISSING_MEMBER, read_member

Edge = tuple[str, Any]
Label = str | tuple[object]
"""How a path goes on: text, or a dictionary key or list index that is made text when it is shown."""
Trail = tuple[Any, ...] | None
_KEY_CHARACTERS = 40


def labelled_parts(target: Any, plan: TypePlan | None = None) -> Iterator[Edge]:
    """Yield (label, object) for everything that `target` directly refers to and that is no atom.

    A label continues a path: `.name`, `[3]`, `['key']`.
    """
    for label, part in _all_parts(target, plan or plan_for(type(target))):
        if type(part) not in ATOMS and part is not MISSING_MEMBER:
            yield label, part


def _all_parts(target: Any, plan: TypePlan) -> Iterator[Edge]:
    kind = type(target)
    if kind is types.FunctionType:
        yield from _function_parts(target)
        return
    if issubclass(kind, type | types.ModuleType) or plan.is_atom or plan.live is not None:
        return
    if plan.has_dict:
        table = object.__getattribute__(target, "__dict__")
        yield from ((f".{name}", value) for name, value in list(dict.items(table)))
    for member in plan.members:
        yield f".{member.__name__}", read_member(member, target)
    yield from _container_parts(target, kind, plan)


def _container_parts(target: Any, kind: type, plan: TypePlan) -> Iterator[Edge]:
    if issubclass(kind, dict):
        for key, value in list(dict.items(target)):
            yield "[key]", key
            yield f"[{key_label(key)}]", value
    elif issubclass(kind, list | tuple | collections.deque):
        base = next(base for base in (list, tuple, collections.deque) if issubclass(kind, base))
        for position, item in enumerate(list(base.__iter__(target))):
            yield f"[{position}]", item
    elif issubclass(kind, types.MethodType):
        yield ".__self__", target.__self__
        yield ".__func__", target.__func__
    elif issubclass(kind, functools.partial):
        yield ".func", target.func
        yield ".args", target.args
        yield ".keywords", target.keywords
    elif plan.content is not None:
        for part in plan.content.parts(plan.content.save(target)):
            yield "[...]", part
    elif plan.parts is not None:
        for part in plan.parts(target):
            yield "[...]", part


def _function_parts(function: types.FunctionType) -> Iterator[Edge]:
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=False):
        try:
            yield f".<closure>.{name}", cell.cell_contents
        except ValueError:
            continue
    yield ".__defaults__", function.__defaults__
    yield ".__kwdefaults__", function.__kwdefaults__
    for name, value in function.__dict__.items():
        yield f".{name}", value


def key_label(key: object) -> str:
    """Show a dictionary key without running the `__repr__` of an unknown class."""
    if type(key) in ATOMS and type(key) not in (types.CodeType,):
        text = repr(key)
        return text if len(text) <= _KEY_CHARACTERS else text[: _KEY_CHARACTERS - 3] + "..."
    return f"<{type(key).__qualname__}>"


def find_paths(
    roots: Mapping[str, object],
    wanted: Callable[[Any], bool],
    *,
    stop: Collection[int] = (),
    limit: int = 20,
) -> list[tuple[str, Any]]:
    """Return (path, object) of the first objects that are `wanted`, nearest to a root first.

    Arguments:
        roots: path of a root -> the root.
        stop: identities that are not entered.
        limit: how many to find at most.
    """
    found: list[tuple[str, Any]] = []
    for label, target, trail in each_reachable(roots, stop=stop):
        if wanted(target):
            found.append((render(label, trail), target))
            if len(found) >= limit:
                break
    return found


def each_reachable(
    roots: Mapping[str, object],
    *,
    stop: Collection[int] = (),
    originals: Mapping[int, Any] | None = None,
) -> Iterator[tuple[Label, Any, Trail]]:
    """Yield (label, object, trail) of every object once, breadth first; `render` makes the path.

    Arguments:
        roots: path of a root -> the root.
        stop: identities that are not entered.
        originals: id of an object -> another that is yielded and entered in its place.
    """
    seen, originals = set(stop), originals or {}
    plans = Plans()
    queue: collections.deque[tuple[Label, Any, Trail]] = collections.deque(
        (label, root, None) for label, root in roots.items() if type(root) not in ATOMS
    )
    kept: list[Any] = []
    while queue:
        label, target, trail = queue.popleft()
        target = originals.get(id(target), target)
        if id(target) in seen:
            continue
        seen.add(id(target))
        kept.append(target)
        yield label, target, trail
        here = (label, trail)
        kind = type(target)
        if kind is dict and ATOMS.issuperset(map(type, target)):
            items = list(target.items())
            queue.extend(((name,), part, here) for name, part in items if type(part) not in ATOMS)
        elif kind is list:
            numbered = enumerate(target.copy())
            queue.extend(((index,), part, here) for index, part in numbered if type(part) not in ATOMS)
        else:
            queue.extend((edge, part, here) for edge, part in labelled_parts(target, plans[kind]))


def render(label: Label, trail: Trail) -> str:
    """Join the labels from the root to an object."""
    labels = [label]
    while trail is not None:
        label, trail = trail
        labels.append(label)
    texts = (each if isinstance(each, str) else f"[{key_label(each[0])}]" for each in labels)
    return "".join(reversed(list(texts)))


def find_offender(
    path: str, value: Any, attempt: Callable[[Any], BaseException | None], *, stop: Collection[int] = ()
) -> tuple[str, Any, BaseException]:
    """Follow failing parts downwards to the innermost object for which `attempt` fails.

    Arguments:
        attempt: tries to copy or write one object; returns what went wrong, None if nothing did.

    Returns:
        its path, the object, what went wrong. `value` itself must fail.
    """
    error = attempt(value) or TypeError("it could not be copied")
    visited = {id(value), *stop}
    while True:
        for label, part in _failing_parts(value, visited, attempt):
            path, (value, error) = path + label, part
            break
        else:
            return path, value, error


def _failing_parts(
    value: Any, visited: set[int], attempt: Callable[[Any], BaseException | None]
) -> Iterable[tuple[str, tuple[Any, BaseException]]]:
    for label, part in labelled_parts(value):
        if id(part) in visited:
            continue
        visited.add(id(part))
        error = attempt(part)
        if error is not None:
            yield label, (part, error)


def first_line(error: BaseException) -> str:
    """The first line of an error's message, at most 200 characters."""
    return (str(error).strip().splitlines() or ["no message"])[0][:200]

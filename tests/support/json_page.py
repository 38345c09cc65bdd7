"""Reads `docs/JSON.md` as data, and says where a JSON value differs from it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from tests.support import documents

PAGE = documents.ROOT / "docs" / "JSON.md"
SIMPLE = {"text": str, "boolean": bool}
_ALSO = re.compile(r"^Every field of `([a-z ]+)`, and:$", re.MULTILINE)

Fields = dict[str, str]


def objects() -> dict[str, Fields]:
    """Return the fields of each kind of object, with their types, those it takes over included."""
    found: dict[str, Fields] = {}
    for section in PAGE.read_text(encoding="utf-8").split("\n## ")[1:]:
        name, _, body = section.partition("\n")
        if name != "Commands":
            base = _ALSO.search(body)
            own = {row[0].strip("`"): row[1] for row in documents.table_rows(body)}
            found[name] = {**(found[base[1]] if base else {}), **own}
    return found


def commands() -> dict[str, str]:
    """Return the type of what each command prints."""
    section = PAGE.read_text(encoding="utf-8").split("## Commands\n")[1].split("\n## ")[0]
    return {row[0].strip("`"): row[1].partition(",")[0] for row in documents.table_rows(section)}


def differences(value: object, kind: str, at: str = "") -> Iterator[str]:
    """Yield a sentence for each place where a value is not of a type as the page writes it."""
    if value is None and kind.endswith(" or null"):
        return
    kind = kind.removesuffix(" or null")
    if kind == "any":
        return
    if kind.startswith(("list of ", "map of ")):
        yield from _inside(value, kind, at)
    elif kind.startswith("`"):
        yield from _object(value, kind.strip("`"), at)
    elif not _is_simple(value, kind):
        yield f"{at}: {value!r} is no {kind}"


def _inside(value: object, kind: str, at: str) -> Iterator[str]:
    outer, _, inner = kind.partition(" of ")
    items: Iterable[object] | None = None
    if outer == "list" and isinstance(value, list):
        items = value
    if outer == "map" and isinstance(value, dict):
        items = value.values()
    if items is None:
        yield f"{at}: {value!r} is no {outer}"
    for item in items or ():
        yield from differences(item, inner, f"{at}[]")


def _object(value: object, name: str, at: str) -> Iterator[str]:
    fields = objects()[name]
    if not isinstance(value, dict):
        yield f"{at}: {value!r} is no {name}"
        return
    yield from (f"{at}.{field} is not on the page" for field in value.keys() - fields.keys())
    yield from (f"{at}.{field} is not in the value" for field in fields.keys() - value.keys())
    for field in value.keys() & fields.keys():
        yield from differences(value[field], fields[field], f"{at}.{field}")


def _is_simple(value: object, kind: str) -> bool:
    if kind == "moment":
        return isinstance(value, str) and datetime.fromisoformat(value).utcoffset() is not None
    if kind in ("integer", "number"):
        return isinstance(value, int if kind == "integer" else int | float) and not isinstance(value, bool)
    return isinstance(value, SIMPLE[kind])

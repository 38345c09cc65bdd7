"""Text is stored in a form that SQLite and its tools can hold, and is read back unharmed."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mulligan_store.errors import JournalUnreadable
from mulligan_store.text import MAX_JSON_DEPTH, escaped, from_json, to_json, unescaped

ANY_TEXT = st.text(alphabet=st.characters(), max_size=40)
NASTY_TEXT = st.lists(
    st.sampled_from(["\\", "\0", "\ud800", "\udfff", "x00", "ud800", "udc0", "u", "\\x00", "\\ud800", "a"]),
    max_size=12,
).map("".join)


@given(ANY_TEXT | NASTY_TEXT)
def test_escaping_is_reversible(text: str) -> None:
    """Every Python string comes back as it was."""
    assert unescaped(escaped(text)) == text


@given(ANY_TEXT | NASTY_TEXT)
def test_escaped_text_is_storable(text: str) -> None:
    """What is stored holds no NUL and no lone surrogate."""
    stored = escaped(text)
    assert "\0" not in stored
    stored.encode("utf-8")


@pytest.mark.parametrize("text", ["plain", "C:\\path\\to", "\\\\server\\share", "zażółć", "\\d+", "\\n"])
def test_ordinary_text_is_stored_as_it_is(text: str) -> None:
    """Whoever looks with another tool reads names and paths as they are."""
    assert escaped(text) == text


@given(
    st.recursive(ANY_TEXT | NASTY_TEXT | st.integers() | st.none() | st.booleans(), st.lists, max_leaves=5)
)
def test_json_is_reversible(value: object) -> None:
    """Plans are read back as they were, whatever text is in them."""
    stored = to_json(value)
    assert from_json(stored) == value
    with closing(sqlite3.connect(":memory:")) as raw:
        assert raw.execute("SELECT ?", (stored,)).fetchone() == (stored,)


@pytest.mark.parametrize("stored", ["", "{", "[" * 100_000, "nope"])
def test_what_is_no_json_is_an_unreadable_journal(stored: str) -> None:
    """A column that someone else wrote is named as such."""
    with pytest.raises(JournalUnreadable):
        from_json(stored)


def test_json_that_is_nested_too_deeply_is_not_handed_out() -> None:
    """Whoever prints what was read walks it; a forged column must not end in a stack that runs out."""
    deep = "[" * (MAX_JSON_DEPTH - 1) + "]" * (MAX_JSON_DEPTH - 1)
    assert from_json(deep) == json.loads(deep)
    for depth in (MAX_JSON_DEPTH + 1, 900, 100_000):
        with pytest.raises(JournalUnreadable):
            from_json("[" * depth + "]" * depth)
    with pytest.raises(JournalUnreadable):
        from_json('{"a":' * 200 + "1" + "}" * 200)

"""Codes: unambiguous, bound to a purpose, and nothing without the key."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mulligan_store.signing import Field, Signer, encode

FIELDS = st.recursive(
    st.none() | st.integers() | st.text(max_size=5) | st.binary(max_size=5), st.lists, max_leaves=6
)


@given(FIELDS, FIELDS)
def test_different_fields_give_different_bytes(first: Field, second: Field) -> None:
    """No field can be mistaken for another, however they are divided."""
    assert (encode(first) == encode(second)) == (_typed(first) == _typed(second))


def _typed(field: Field) -> object:
    return [_typed(item) for item in field] if isinstance(field, list) else (type(field), field)


def test_neighbours_cannot_lend_each_other_text() -> None:
    """Moving a character, a bracket or a kind between fields changes the bytes."""
    similar: list[Field] = [["ab", "c"], ["a", "bc"], ["abc"], "abc", b"abc", [["ab"], "c"], ["ab", ["c"]]]
    similar += [1, 1.0, "1", b"1", None, "", b"", [], [[]], 0]
    assert all(encode(one) != encode(other) for one, other in itertools.combinations(similar, 2))


def test_a_code_serves_one_purpose() -> None:
    """A code for an entry is no code for a request over the same fields."""
    signer = Signer(b"k" * 32)
    code = signer.code("entry", 1, "a")
    assert signer.confirms(code, "entry", 1, "a")
    assert not signer.confirms(code, "request", 1, "a")
    assert not Signer(b"l" * 32).confirms(code, "entry", 1, "a")
    assert not signer.confirms(code.hex(), "entry", 1, "a")
    assert not signer.confirms(None, "entry", 1, "a")


def test_a_key_of_another_length_is_refused() -> None:
    """A truncated key is noticed before anything is signed with it."""
    with pytest.raises(ValueError, match="32 bytes, not 31"):
        Signer(b"k" * 31)


def test_a_signer_does_not_print_its_key() -> None:
    """A key does not end up in a log."""
    assert "kkk" not in repr(Signer(b"k" * 32))

"""Columns of a table fit the terminal, whatever its width."""

from __future__ import annotations

import pytest

from mulligan.cli.column_widths import GAP, LEAST, Wish, widths

LOG = [Wish(5, 5, 0), Wish(19, 19, 1), Wish(11, 11, 0), Wish(17, 12, 3), Wish(90, 27, 0)]


@pytest.mark.parametrize("available", [*range(20, 140, 7), 200])
def test_columns_fill_a_line_and_never_more(available: int) -> None:
    """What is shown fits, and no column gets more than its widest cell."""
    shown = {i: width for i, width in enumerate(widths(LOG, available)) if width is not None}
    assert sum(shown.values()) + GAP * (len(shown) - 1) <= available
    assert all(LEAST <= width <= LOG[i].natural for i, width in shown.items())


def test_everything_is_as_wide_as_it_likes_where_there_is_room() -> None:
    """No column is folded on a wide terminal."""
    assert widths(LOG, 200) == [wish.natural for wish in LOG]


def test_the_least_important_column_goes_first() -> None:
    """A narrow terminal does without columns as a whole, the highest number first."""
    assert [width is None for width in widths(LOG, 75)] == [False, False, False, True, False]
    assert [width is None for width in widths(LOG, 55)] == [False, True, False, True, False]


def test_what_must_be_shown_is_shrunk_where_even_that_does_not_fit() -> None:
    """The widest gives first, and no column vanishes that must be shown."""
    assert widths(LOG, 40) == [5, None, 11, None, 20]
    assert widths([Wish(300, 24, 0)] * 3, 5) == [LEAST] * 3

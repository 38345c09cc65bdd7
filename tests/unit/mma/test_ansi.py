"""Whatever a command writes, its lines can be drawn: colours are kept, all else is taken out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mulligan_mma.ansi import PALETTE, LineCleaner, clean_line, plain, spans

GREEN = PALETTE[2]
BRIGHT_GREEN = PALETTE[10]


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("plain\n", "plain"),
        ("\x1b[1;32mgreen\x1b[0m", "green"),
        ("\x1b]0;title\x07text", "text"),
        ("\x1b]8;;https://example.org\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1b[2K\x1b[1Gagain", "again"),
        ("\x1b(B\x1b=end", "end"),
        ("a\tb", "a   b"),
        ("bell\x07 nul\x00", "bell\N{REPLACEMENT CHARACTER} nul\N{REPLACEMENT CHARACTER}"),
    ],
)
def test_a_line_is_made_fit_to_draw(raw: str, shown: str) -> None:
    """Escape sequences vanish, control characters are seen, and nothing cuts a line short."""
    assert plain(clean_line(raw)) == shown


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("a\x1b[32mb\x1b[0mc", [("a", None), ("b", GREEN), ("c", None)]),
        ("\x1b[1;32mb", [("b", BRIGHT_GREEN)]),
        ("\x1b[92mb\x1b[39mc", [("b", BRIGHT_GREEN), ("c", None)]),
        ("\x1b[38;5;196mb", [("b", (255, 0, 0))]),
        ("\x1b[38;5;244mb", [("b", (128, 128, 128))]),
        ("\x1b[38;2;1;2;3;48;5;7mb", [("b", (1, 2, 3))]),
        ("\x1b[mb", [("b", None)]),
        ("\x1b[38;5;999;99999999mb", [("b", None)]),
        ("", [("", None)]),
    ],
)
def test_colours_are_kept(raw: str, expected: list[tuple[str, object]]) -> None:
    """Sixteen colours, the 256 of xterm and true colour; what makes no sense is passed over."""
    assert [(span.text, span.rgb) for span in spans(clean_line(raw))] == expected


def test_a_colour_goes_on_in_the_next_line() -> None:
    """As in a terminal, though each line can be drawn without the one above."""
    cleaner = LineCleaner()
    cleaner.clean("\x1b[32mone\n")
    second, third = cleaner.clean("two\x1b[0m\n"), cleaner.clean("three\n")
    assert spans(second)[0].rgb == GREEN
    assert third == "three"


def test_a_sequence_cut_in_two_by_a_long_line_is_whole_again() -> None:
    """Very long lines come in pieces, and the cut may fall anywhere."""
    cleaner = LineCleaner()
    pieces = [cleaner.clean("a\x1b[3"), cleaner.clean("2mb\n")]
    assert "".join(plain(piece) for piece in pieces) == "ab"
    assert spans(pieces[1])[0].rgb == GREEN


@given(
    st.text(alphabet=st.sampled_from("\x1b[]0;123m8Kab\x07\\ \x00\x9b\t"), max_size=40), st.integers(0, 40)
)
def test_nothing_that_a_command_writes_reaches_the_panel_as_control(text: str, cut: int) -> None:
    """Cleaned and taken apart, no span holds a control character of ASCII, wherever a piece was cut."""
    cleaner = LineCleaner()
    for line in (cleaner.clean(text[:cut]), cleaner.clean(text[cut:] + "\n")):
        drawn = "".join(span.text for span in spans(line))
        assert drawn == plain(line)
        assert not [each for each in drawn if each < " " or each == "\x7f"]

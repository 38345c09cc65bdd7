"""What an agent writes: its newest lines, in its colours, searched.

Invariant: a frame draws the lines in view and looks through a bounded number of others, so a hundred thousand
lines scroll like a hundred.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from imgui_bundle import ImVec2, imgui

from mulligan.imgui.installation import wake
from mulligan_mma.ansi import Span, plain, spans
from mulligan_mma.stream_search import StreamSearch
from mulligan_mma.tickets import PASSED, Ticket
from mulligan_mma.widgets import GREY, MATCH, MATCH_NOW, coloured, em, one_line, span_colour, status_word

if TYPE_CHECKING:
    from mulligan_mma.app import App

BORDERS = int(imgui.ChildFlags_.borders)
SIDEWAYS = int(imgui.WindowFlags_.horizontal_scrollbar)
ENTER = int(imgui.InputTextFlags_.enter_returns_true)
LIMITS = (1_000, 10_000, 100_000)
MARKED_A_LINE = 20


def draw(app: App, ticket: Ticket) -> None:
    """Draw the output of a ticket into what is left of the window."""
    _header(app, ticket)
    app.stream_search.update(ticket, app.output_query)
    if not app.stream_search.complete(ticket):
        wake()  # an idle window would go on with it slowly
    _search_line(app, ticket)
    if app.output_font is not None:
        imgui.push_font(app.output_font, 0.0)
    if imgui.begin_child("output", ImVec2(0.0, 0.0), BORDERS, SIDEWAYS):
        _lines(app, ticket)
    imgui.end_child()
    if app.output_font is not None:
        imgui.pop_font()


def _header(app: App, ticket: Ticket) -> None:
    status_word(ticket.status.value)
    imgui.same_line()
    imgui.text_unformatted(one_line(ticket.title))
    details = [f"attempt {ticket.attempts}"] if ticket.attempts else []
    if ticket.exit_code is not None:
        details.append(f"exit status {ticket.exit_code}")
    if ticket.dropped:
        details.append(f"{ticket.dropped:,} earlier lines dropped")
    imgui.same_line()
    imgui.text_disabled(", ".join(details))
    if imgui.small_button("Edit"):
        app.edit(ticket)
    imgui.set_item_tooltip("Change title, command and dependencies in the track file")
    imgui.same_line()
    if ticket.status in PASSED:
        if imgui.small_button("Run again"):
            app.run_again(ticket)
        imgui.same_line()
    imgui.text_disabled("$ " + one_line(ticket.next_command))


def _search_line(app: App, ticket: Ticket) -> None:
    search = app.stream_search
    _, app.follow_output = imgui.checkbox("Follow", app.follow_output)
    imgui.set_item_tooltip(
        "Keep the newest line in view; scrolling up ends it, scrolling to the end begins it"
    )
    imgui.same_line()
    imgui.set_next_item_width(em(12))
    entered, app.output_query = imgui.input_text_with_hint("###search", "Search", app.output_query, ENTER)
    imgui.same_line()
    if imgui.arrow_button("###previous match", imgui.Dir.up):
        _go(app, -1)
    imgui.set_item_tooltip("The match before")
    imgui.same_line()
    if imgui.arrow_button("###next match", imgui.Dir.down) or entered:
        _go(app, 1)
        if entered:
            imgui.set_keyboard_focus_here(-2)
    imgui.set_item_tooltip("The next match (Enter)")
    imgui.same_line()
    _, app.only_matches = imgui.checkbox("Only matches", app.only_matches)
    imgui.same_line()
    imgui.set_next_item_width(em(6.5))
    if imgui.begin_combo("###lines kept", f"{app.max_output_lines:,}"):
        for limit in LIMITS:
            if imgui.selectable(f"{limit:,} lines", limit == app.max_output_lines)[0]:
                app.max_output_lines = limit
        imgui.end_combo()
    imgui.set_item_tooltip("How many lines a ticket keeps; counts for agents that start from now on")
    if search.pattern is not None:
        imgui.same_line()
        coloured(GREY, _found(search, complete=search.complete(ticket)))


def _found(search: StreamSearch, *, complete: bool) -> str:
    count = f"{len(search.matches):,}" + ("" if complete else " so far")
    if not search.matches:
        return "nothing found" if complete else "searching"
    return f"{search.position:,} of {count}" if search.position else f"{count} found"


def _go(app: App, direction: int) -> None:
    if app.stream_search.step(direction) is not None:
        app.follow_output = False


def _lines(app: App, ticket: Ticket) -> None:
    search = app.stream_search
    only = search.matches if app.only_matches and search.pattern is not None else None
    count = len(ticket.output) if only is None else len(only)
    line_height = imgui.get_text_line_height_with_spacing()
    _follow_the_wheel(app)
    if search.scroll_to is not None:
        row = search.position - 1 if only is not None else search.scroll_to - ticket.dropped
        imgui.set_scroll_y(max(0.0, (row + 0.5) * line_height - imgui.get_window_height() / 2))
        search.scroll_to = None
    clipper = imgui.ListClipper()
    clipper.begin(count, line_height)
    while clipper.step():
        for row in range(clipper.display_start, clipper.display_end):
            number = ticket.dropped + row if only is None else only[row]
            _line(ticket.output[number - ticket.dropped], search, is_current=number == search.current)
    if app.follow_output:
        imgui.set_scroll_here_y(1.0)


def _follow_the_wheel(app: App) -> None:
    """Whoever scrolls up wants to read; whoever comes back to the end wants the newest line."""
    at_end = imgui.get_scroll_y() >= imgui.get_scroll_max_y()
    window = imgui.internal.get_current_window()
    bar = imgui.internal.get_window_scrollbar_id(window, imgui.internal.Axis.y)
    if imgui.internal.get_active_id() == bar:
        app.follow_output = at_end
    elif imgui.is_window_hovered() and imgui.get_io().mouse_wheel and imgui.get_scroll_max_y() > 0:
        app.follow_output = at_end and imgui.get_io().mouse_wheel < 0


def _line(line: str, search: StreamSearch, *, is_current: bool) -> None:
    if search.pattern is not None:
        _mark_matches(plain(line), search, is_current=is_current)
    if line.startswith("--- "):
        imgui.text_disabled(line)
        return
    for position, span in enumerate(spans(line)):
        if position:
            imgui.same_line(0.0, 0.0)
        _span(span)


def _span(span: Span) -> None:
    if span.rgb is None and not span.dim:
        imgui.text_unformatted(span.text)
        return
    imgui.push_style_color(int(imgui.Col_.text), span_colour(span))
    imgui.text_unformatted(span.text)
    imgui.pop_style_color()


def _mark_matches(text: str, search: StreamSearch, *, is_current: bool) -> None:
    assert search.pattern is not None
    start, height = imgui.get_cursor_screen_pos(), imgui.get_text_line_height()
    colour = imgui.get_color_u32(MATCH_NOW if is_current else MATCH)
    for number, match in enumerate(search.pattern.finditer(text)):
        if number >= MARKED_A_LINE:
            break
        left = start.x + imgui.calc_text_size(text[: match.start()]).x
        width = imgui.calc_text_size(match[0]).x
        imgui.get_window_draw_list().add_rect_filled(
            ImVec2(left, start.y), ImVec2(left + width, start.y + height), colour
        )

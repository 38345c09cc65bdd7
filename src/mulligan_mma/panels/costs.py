"""What the agents used, by role.

Invariant: the numbers are what the agents say of themselves, and the panel says so; nothing is estimated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from imgui_bundle import imgui

from mulligan_mma.usage import Usage, add_usage, total
from mulligan_mma.widgets import TABLE_FLAGS, em, headers, hint, one_line

if TYPE_CHECKING:
    from mulligan_mma.app import App

STRETCH = int(imgui.TableColumnFlags_.width_stretch)
EXAMPLE = '{"input_tokens": 1200, "output_tokens": 310, "cost_usd": 0.0112}'


def draw(app: App) -> None:
    """Draw the table of the active track, and the sum of all tracks."""
    track = app.active_track
    roles = track.usage_by_role() if track is not None else {}
    everywhere: dict[str, Usage] = {}
    for each in app.tracks:
        add_usage(everywhere, each.usage_by_role().items())
    if not everywhere:
        hint(f"No agent has said what it used. One that prints a line such as {EXAMPLE} is counted here.")
        return
    if imgui.begin_table("costs", 5, TABLE_FLAGS):
        imgui.table_setup_column("Role", STRETCH)
        for name, width_em in (("Reports", 5), ("Tokens in", 8), ("Tokens out", 8), ("Cost", 7)):
            imgui.table_setup_column(name, 0, em(width_em))
        headers()
        for role in sorted(roles, key=lambda role: (-roles[role].cost_usd, role)):
            _row(role, roles[role])
        if track is not None:
            _row(f"This track: {one_line(track.title)}", total(roles), is_sum=True)
        _row(f"All {len(app.tracks)} tracks", total(everywhere), is_sum=True)
        imgui.end_table()


def _row(name: str, usage: Usage, *, is_sum: bool = False) -> None:
    imgui.table_next_row()
    if is_sum:
        colour = imgui.get_color_u32(int(imgui.Col_.table_header_bg))
        imgui.table_set_bg_color(int(imgui.TableBgTarget_.row_bg0), colour)
    imgui.table_next_column()
    imgui.text_unformatted(name)
    numbers = (
        *(f"{number:,}" for number in (usage.lines, usage.input_tokens, usage.output_tokens)),
        f"${usage.cost_usd:,.4f}",
    )
    for text in numbers:
        imgui.table_next_column()
        spare = imgui.get_content_region_avail().x - imgui.calc_text_size(text).x
        imgui.set_cursor_pos_x(imgui.get_cursor_pos_x() + max(0.0, spare))
        imgui.text_unformatted(text)

"""How long a frame takes, and what the last reload spent its time on.

Invariant: measuring is the app's own (`frame_times`) and the journal's; this panel only draws it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy
from imgui_bundle import ImVec2, hello_imgui, imgui

from mulligan_mma.widgets import TABLE_FLAGS, em, headers, hint, progress, status_word

if TYPE_CHECKING:
    from mulligan_mma.app import App
    from mulligan_store.records import Entry

STRETCH = int(imgui.TableColumnFlags_.width_stretch)
FRAME_MS = 1_000 / 60
"""What a frame may take at 60 frames a second."""


def draw(app: App) -> None:
    """Draw the frame times and the phases of the newest entry."""
    times = app.frame_times
    frames = numpy.asarray(times.frames_ms, dtype=numpy.float32)
    imgui.text_unformatted(
        f"{imgui.get_io().framerate:.0f} frames a second{_why()}. Mission control's own part of a frame: "
        f"{times.median_ms:.2f} ms in the middle, {times.worst_ms:.2f} ms at worst."
    )
    highest = max(times.worst_ms, FRAME_MS)
    imgui.plot_lines(
        "###frames", frames, 0, f"0 to {highest:.1f} ms, the last {len(frames)} frames", 0.0, highest,
        ImVec2(-1.0, em(4)),
    )  # fmt: skip
    tickets = [ticket for track in app.tracks for ticket in track.tickets]
    imgui.text_disabled(
        f"{len(tickets):,} tickets, {sum(len(ticket.output) for ticket in tickets):,} lines of output, "
        f"{app.runner.alive_count} agents at work"
    )
    imgui.separator_text("Newest reload or restore")
    entries = app.reload_history.entries()
    if entries:
        _phases(entries[0])
    else:
        hint("None yet.")


def _why() -> str:
    """Why there are few frames, if it is not for lack of speed."""
    if not hello_imgui.is_using_hello_imgui():
        return ""
    return " (idle: nothing moves)" if hello_imgui.get_runner_params().fps_idling.is_idling else ""


def _phases(entry: Entry) -> None:
    whole_ms = sum(entry.phases_ms.values())
    imgui.text_unformatted(f"No. {entry.id}, {entry.kind}:")
    imgui.same_line()
    status_word(entry.status)
    imgui.same_line()
    imgui.text_unformatted(f"{whole_ms:.1f} ms in all")
    if entry.phases_ms and imgui.begin_table("phases", 3, TABLE_FLAGS):
        imgui.table_setup_column("Phase", 0, em(10))
        imgui.table_setup_column("Time", 0, em(6))
        imgui.table_setup_column("Share", STRETCH)
        headers()
        for name, spent_ms in entry.phases_ms.items():
            imgui.table_next_row()
            imgui.table_next_column()
            imgui.text_unformatted(name.replace("_", " "))
            imgui.table_next_column()
            imgui.text_unformatted(f"{spent_ms:.2f} ms")
            imgui.table_next_column()
            share = spent_ms / whole_ms if whole_ms else 0.0
            progress(share, f"{share:.0%}")
        imgui.end_table()

"""The tracks of the folder.

Invariant: what is wrong with a track file is shown beside the tracks that can be run, never in place of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from imgui_bundle import ImVec2, imgui

from mulligan_mma.tickets import PASSED, Track
from mulligan_mma.widgets import RED, TABLE_FLAGS, em, headers, progress, row_button, status_word, wrapped

if TYPE_CHECKING:
    from mulligan_mma.app import App

STRETCH = int(imgui.TableColumnFlags_.width_stretch)


def draw(app: App) -> None:
    """Draw the folder, its tracks and its problems."""
    _folder_line(app)
    height = -imgui.get_text_line_height_with_spacing() * min(2 * len(app.problems), 6)
    if imgui.begin_table("tracks", 4, TABLE_FLAGS, ImVec2(0.0, min(height, 0.0))):
        imgui.table_setup_column("Track", STRETCH)
        imgui.table_setup_column("Status")
        imgui.table_setup_column("Progress", 0, em(6))
        imgui.table_setup_column("##load")
        headers()
        for track in app.tracks:
            _track_row(app, track)
        imgui.end_table()
    _problems(app)


def _folder_line(app: App) -> None:
    imgui.set_next_item_width(-em(4.5))
    enter = int(imgui.InputTextFlags_.enter_returns_true)
    entered, app.folder_text = imgui.input_text("###folder", app.folder_text, enter)
    imgui.set_item_tooltip("A folder of track files (*.toml)")
    imgui.same_line()
    if imgui.button("Open", ImVec2(-1.0, 0.0)) or entered:
        app.load_tracks(app.folder_text)


def _problems(app: App) -> None:
    if not app.problems:
        return
    if imgui.begin_child("problems"):
        for problem in app.problems:
            wrapped(RED, f"cannot load {problem.file.name or problem.file}: {problem.reason}")
    imgui.end_child()


def _track_row(app: App, track: Track) -> None:
    imgui.push_id(track.id)
    imgui.table_next_row()
    imgui.table_next_column()
    if row_button(track.title, selected=track.id == app.active_track_id):
        app.activate(track)
    imgui.table_next_column()
    status_word(track.status)
    # The bar comes last: it moves the line on which the text of later columns stands.
    imgui.table_set_column_index(3)
    if imgui.small_button("Load"):
        app.activate(track)
    imgui.table_set_column_index(2)
    progress(track.progress, f"{track.count(*PASSED)} of {len(track.tickets)}")
    imgui.pop_id()

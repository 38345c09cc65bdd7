"""Journals for the dashboard to show, a session that only takes down what it is asked, and pictures."""

from __future__ import annotations

import textwrap
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from imgui_bundle import hello_imgui, imgui, immapp

from mulligan.dashboard.dashboard import Dashboard
from mulligan.dashboard.model import Abilities
from mulligan.source.write_back import SourceFile
from mulligan.view import View
from mulligan_store.journal import Journal
from mulligan_store.records import Entry, ErrorReport, KeySummary, ModuleSource, NewEntry, SnapshotGroup
from tests.support.imgui_headless import destroy_leftovers, let_go, run_frames, use_egl
from tests.support.imgui_pixels import THEMES
from tests.support.journals import forging

GUI_PATH, MODEL_PATH = "/project/app/gui.py", "/project/app/model.py"
GUI = textwrap.dedent('''\
    """How the ticket window looks."""

    from imgui_bundle import imgui

    WIDTH_EM = 24


    def render_main(app):
        """The whole window."""
        imgui.begin("Tickets")
        for ticket in app.tickets:
            imgui.text(ticket.title)
        imgui.end()
''')
MODEL = "class Ticket:\n    title = ''\n"
EDITED = GUI.replace("imgui.text(ticket.title)", 'imgui.text(f"{ticket.id}: {ticket.title}")')
RAISING = GUI.replace("imgui.text(ticket.title)", "imgui.text(ticket.titel)")
TRACEBACK = f"""\
Traceback (most recent call last):
  File "/site/mulligan/delegation.py", line 120, in delegate
    return function(app)
  File "{GUI_PATH}", line 12, in render_main
    imgui.text(ticket.titel)
               ^^^^^^^^^^^^
AttributeError: 'Ticket' object has no attribute 'titel'. Did you mean: 'title'?
"""
ENTRY = Entry(
    id=0, parent_id=None, kind="reload", trigger="shortcut", status="kept",
    started_at=datetime(2030, 1, 1, tzinfo=UTC), finished_at=None, label=None, error=None, error_type=None,
    error_message=None, traceback=None, phases_ms={}, modules=("gui",), snapshot_bytes=0, plan=None,
    session_id=1,
)  # fmt: skip
PHASES = {"capture": 1.9, "record": 4.2, "prepare": 0.8, "apply": 0.4, "verify": 0.1}


def plan(*names: str) -> dict[str, Any]:
    """A plan that changes functions of the module `app.gui`."""
    statements = [
        {"name": name, "first_line": 8, "last_line": 13, "what": "code only", "why": "only its body changed"}
        for name in names
    ]
    return {"modules": [{"module": "app.gui", "path": GUI_PATH, "statements": statements}]}


def keys(tickets: int = 3) -> tuple[KeySummary, ...]:
    """Summaries of some state keys."""
    return (
        KeySummary("tickets", "list", 140 * tickets, tickets, f"[<Ticket> x {tickets}]", "snapshot", None, 0),
        KeySummary("selected", "app.model.Ticket", 96, None, "<Ticket id=2>", "snapshot", None, 0),
        KeySummary("zoom", "float", 12, None, "1.5", "snapshot", None, 1),
        KeySummary("note", "str", 31, 12, "'hold at T-9'", "snapshot", None, 2),
        KeySummary(
            "worker", "threading.Thread", None, None, "<Thread>", "memory only",
            "app.worker: a thread cannot be copied", None,
        ),
        KeySummary("api_token", "str", None, None, "<redacted>", "redacted", "secret; never written", None),
    )  # fmt: skip


def entry(after: str | None = EDITED, **changes: Any) -> NewEntry:
    """A reload of two modules by the shortcut; its payload is no pickle, since nobody may read it."""
    fields: dict[str, Any] = {
        "kind": "reload",
        "trigger": "shortcut",
        "groups": (SnapshotGroup(("tickets", "selected"), b"\x80 nobody reads this " * 60),),
        "keys": keys(),
        "sources": (
            ModuleSource("app.gui", GUI_PATH, GUI, after),
            ModuleSource("app.model", MODEL_PATH, MODEL, MODEL),
        ),
        "plan": plan("render_main"),
        "phases_ms": PHASES,
    }
    return NewEntry(**(fields | changes))


def write_story(path: Path) -> Path:
    """Eight entries: reloads kept, undone, refused, a restore, a checkpoint, one that was broken off."""
    error = ErrorReport(
        "AttributeError", "'Ticket' object has no attribute 'titel'. Did you mean: 'title'?", TRACEBACK
    )
    with Journal.open(path) as journal:
        session = journal.begin_session("tickets")

        def add(status: Any, new: NewEntry, report: ErrorReport | None = None) -> int:
            number = journal.begin_entry(new)
            journal.set_status(number, status, error=report)
            return number

        first = add("kept", entry(session_id=session, label="numbers before the titles"))
        add("rolled_back", entry(RAISING, session_id=session), error)
        add("rolled_back", entry(RAISING, session_id=session, trigger="button"), error)
        add(
            "kept", entry(session_id=session, plan=plan("render_main", "WIDTH_EM", "Ticket", "paint", "stop"))
        )
        add(
            "kept",
            entry(None, session_id=session, kind="restore", trigger="button", parent_id=first, keys=keys(9)),
        )
        add(
            "kept",
            entry(
                None,
                session_id=session,
                kind="checkpoint",
                trigger="button",
                label="before the demo",
                plan=None,
            ),
        )
        refused = ErrorReport(
            "SourceInvalid", "gui.py, line 8: expected ':'", "mulligan.errors.SourceInvalid: gui.py, line 8\n"
        )
        add("rolled_back", entry(GUI.replace("(app):", "(app)"), session_id=session, plan=None), refused)
        last = add("on_trial", entry(session_id=session, keys=keys(12), groups=entry().groups * 3))
        journal.set_pinned(first, pinned=True)
        journal.set_status(last, "kept")
        journal.end_session(session)
    return path


def write_long(path: Path, count: int) -> Path:
    """A journal of `count` entries, all but the first eight copied row by row: nobody signed those."""
    write_story(path)
    with forging(path) as raw:
        raw.execute("BEGIN")
        columns = [row[1] for row in raw.execute("PRAGMA table_info(entries)") if row[1] != "id"]
        quoted = ", ".join(f'"{each}"' for each in columns)
        for number in range(9, count + 1):
            raw.execute(
                f"INSERT INTO entries (id, {quoted}) SELECT ?, {quoted} FROM entries WHERE id = ?",
                (number, number % 8 + 1),
            )
            raw.execute(
                "INSERT INTO entry_sources SELECT ?, ordinal, module, path, blob_id FROM entry_sources "
                "WHERE entry_id = ?",
                (number, number % 8 + 1),
            )
        raw.execute("DELETE FROM entries WHERE id > ?", (count,)) if count < 8 else None
        raw.execute("COMMIT")
    return path


class FakeActions:
    """Stands where the session would, and takes down what was asked of it."""

    read_only = False

    def __init__(self, journal: Journal | None = None) -> None:
        self.asked: list[tuple[object, ...]] = []
        self.shown = View(headline="reloaded app.gui in 7 ms", modules=("app.gui", "app.model"), revision=1)
        self.able = Abilities()
        self.present: list[KeySummary] | None = None
        self.paused = False
        self.opened = journal

    def view(self) -> View:
        """What is told."""
        return self.shown

    def journal(self) -> Journal | None:
        """The journal."""
        return self.opened

    def abilities(self) -> Abilities:
        """What can be asked for."""
        return self.able

    def shortcut_paused(self) -> bool:
        """Whether the shortcut rests."""
        return self.paused

    def state_now(self) -> list[KeySummary] | None:
        """The state of the app."""
        return self.present

    def session_id(self) -> int | None:
        """The run of the app: that of the journal's entries."""
        return 1

    def undo(self) -> None:
        """Asked."""
        self.asked.append(("undo",))

    def recover(self, accepted: bool) -> None:
        """Asked."""
        self.asked.append(("recover", accepted))

    def reload(self) -> None:
        """Asked."""
        self.asked.append(("reload",))

    def restore(self, entry_id: int, *, state: bool, code: bool, layout: bool = False) -> None:
        """Asked."""
        self.asked.append(("restore", entry_id, state, code, *(["layout"] if layout else [])))

    def source_files(self, entry_id: int) -> tuple[SourceFile, ...]:
        """None differs."""
        return ()

    def write_sources(self, entry_id: int) -> list[tuple[Path, Path | None]]:
        """Asked."""
        self.asked.append(("write", entry_id))
        return []

    def checkpoint(self, label: str) -> None:
        """Asked."""
        self.asked.append(("checkpoint", label))

    def dismiss(self) -> None:
        """Asked."""
        self.asked.append(("dismiss",))

    def pause_shortcut(self, paused: bool) -> None:
        """Asked."""
        self.paused = paused
        self.asked.append(("pause", paused))

    def set_label(self, entry_id: int, label: str | None) -> None:
        """Asked, and done."""
        self.asked.append(("label", entry_id, label))
        if self.opened is not None:
            self.opened.set_label(entry_id, label)

    def set_pinned(self, entry_id: int, pinned: bool) -> None:
        """Asked, and done."""
        self.asked.append(("pin", entry_id, pinned))
        if self.opened is not None:
            self.opened.set_pinned(entry_id, pinned=pinned)


def picture(
    dashboard: Dashboard,
    draw: Any = None,
    *,
    theme: str = "dark",
    scale: float = 1.0,
    size: tuple[int, int] = (1300, 820),
    frames: int = 8,
) -> Any:
    """Render the dashboard with OpenGL and without a screen; rows, columns and red, green, blue.

    Arguments:
        dashboard: what to show.
        draw: draws a frame; the whole dashboard by default.
        theme: a key of `THEMES`.
        scale: of fonts and sizes, as on a screen with more dots.
        size: of the window in pixels, before scaling.
        frames: how many frames to render; the last is the picture.
    """
    params = hello_imgui.RunnerParams()
    params.ini_disable = True
    params.fps_idling.enable_idling = False
    params.app_window_params.window_geometry.size = (round(size[0] * scale), round(size[1] * scale))
    params.app_window_params.hidden = True
    params.renderer_backend_options.open_gl_options = hello_imgui.OpenGlOptions()
    params.renderer_backend_options.open_gl_options.anti_aliasing_samples = 0
    params.imgui_window_params.tweaked_theme.theme = THEMES[theme]
    params.callbacks.show_gui = draw or dashboard.render

    def enlarge() -> None:
        imgui.get_style().scale_all_sizes(scale)
        imgui.get_style().font_scale_main = scale

    params.callbacks.setup_imgui_style = enlarge
    use_egl()
    try:
        run_frames(params, frames, add_ons=immapp.AddOnsParams(with_implot=True))
        return np.array(hello_imgui.final_app_window_screenshot())[:, :, :3]
    finally:
        let_go(params)
        destroy_leftovers()

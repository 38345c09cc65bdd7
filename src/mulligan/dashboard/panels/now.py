"""Now: what runs, what was refused, and the buttons that change it.

Invariant: old code never runs without this panel saying so, in words.
"""

from __future__ import annotations

from imgui_bundle import ImVec2, ImVec4, imgui

from mulligan.dashboard import intents, parts
from mulligan.dashboard.intents import Intent
from mulligan.dashboard.model import Now
from mulligan.dashboard.theme import em, tones
from mulligan.dashboard.words import moment, safe

_PROBLEMS_SHOWN = 6


class NowPanel:
    """Draws `Now`; holds the label that is being typed."""

    title = "Now"

    def __init__(self) -> None:
        self._label = ""

    def draw(self, model: Now) -> list[Intent]:
        """Draw into the current window."""
        asked: list[Intent] = []
        draw_standing(model)
        parts.problem(model.problem)
        if not model.read_only:
            asked += _draw_recovery(model)
            asked += _draw_buttons(model)
            asked += _draw_refusal(model)
            asked += self._draw_checkpoint(model)
        imgui.separator()
        _draw_facts(model)
        return asked + _draw_verification(model)

    def _draw_checkpoint(self, model: Now) -> list[Intent]:
        """A name and a button; Enter in the name does the same."""
        why_not = model.abilities.checkpoint
        imgui.set_next_item_width(min(em(14), max(imgui.get_content_region_avail().x - em(8), em(5))))
        entered, self._label = imgui.input_text_with_hint(
            "##checkpoint label",
            "name of a checkpoint",
            self._label,
            imgui.InputTextFlags_.enter_returns_true.value,
        )
        imgui.same_line()
        pressed = parts.button("Checkpoint", why_not, tip="Keep the present state and code under this name")
        asked: list[Intent] = []
        if (pressed or entered) and not why_not:
            asked.append(intents.Checkpoint(self._label.strip()))
            self._label = ""
        parts.same_line_if_fits("    Pause Ctrl+Alt+R")
        return asked + _draw_pause(model)


def standing(model: Now) -> tuple[str, ImVec4]:
    """How the code stands, in two words, and the colour that goes with them."""
    view, now = model.view, tones()
    if model.read_only:
        return "inspection", now.open
    if view.poisoned:
        return "restart needed", now.bad
    if view.is_error_state:
        return "edit refused", now.bad
    if view.busy:
        return "busy", now.open
    return ("on trial", now.trial) if view.on_trial else ("live", now.good)


def draw_standing(model: Now) -> None:
    """Say how the code stands, and show that something long goes on."""
    word, color = standing(model)
    with parts.colored(color):
        imgui.text_unformatted(word)
    imgui.same_line()
    view = model.view
    text = view.busy or view.headline or "nothing was reloaded yet: edit a hot module, save, press Hot Reload"
    parts.wrapped(safe(text, 400))
    if view.busy:
        _draw_bar()


def _draw_recovery(model: Now) -> list[Intent]:
    offer = model.view.recovery
    if offer is None:
        return []
    name = f" ({safe(offer.label)})" if offer.label else ""
    parts.wrapped(
        f"The last session broke off. Its state of {moment(offer.saved_at)}, entry {offer.entry_id}{name}, "
        f"can be brought back{': ' + safe(', '.join(offer.keys)) if offer.keys else ''}",
        tones().left,
    )
    asked: list[Intent] = []
    if parts.main_button("Bring it back", model.abilities.restore):
        asked.append(intents.Recover(True))
    parts.same_line_if_fits("Leave it")
    if parts.button("Leave it", tip="It stays in the journal"):
        asked.append(intents.Recover(False))
    return asked


def _draw_buttons(model: Now) -> list[Intent]:
    asked: list[Intent] = []
    able = model.abilities
    if parts.main_button(
        "Hot Reload", able.reload, tip="Make the edited code live; all state stays (Ctrl+Alt+R)"
    ):
        asked.append(intents.Reload())
    parts.same_line_if_fits("Undo last reload")
    undo = model.undo
    why_not = able.undo or ("" if undo else "there is no reload to take back")
    tip = f"Bring back the code from before entry {undo.id} ({undo.changes}); the state stays" if undo else ""
    if parts.button("Undo last reload", why_not, tip=tip) and undo is not None:
        asked.append(intents.UndoLast())
    return asked


def _draw_refusal(model: Now) -> list[Intent]:
    view = model.view
    if not view.is_error_state:
        return []
    asked: list[Intent] = []
    parts.problem(safe(view.refused, 300))
    parts.problem(safe(view.last_error_line, 600))
    if view.last_error and parts.button("Copy traceback"):
        asked.append(intents.Copy(view.last_error))
    if not view.dismissed:
        if view.last_error:
            parts.same_line_if_fits("Dismiss")
        if parts.button("Dismiss", tip="Show it small; the last good code runs on"):
            asked.append(intents.Dismiss())
    return asked


def _draw_pause(model: Now) -> list[Intent]:
    why_not = model.abilities.pause
    imgui.begin_disabled(bool(why_not))
    changed, paused = imgui.checkbox("Pause Ctrl+Alt+R", model.paused)
    imgui.end_disabled()
    if why_not and imgui.is_item_hovered(imgui.HoveredFlags_.allow_when_disabled.value):
        parts.tooltip(why_not)
    return [intents.PauseShortcut(paused)] if changed else []


def _draw_verification(model: Now) -> list[Intent]:
    """A button, a bar while the journal is verified, and what was found."""
    if not model.journal:
        return []
    busy = "it is being verified" if model.verifying else ""
    tip = "Check the journal's structure and the signature of every entry; nothing of it is run"
    asked: list[Intent] = [intents.Verify()] if parts.button("Verify journal", busy, tip=tip) else []
    if model.verifying:
        _draw_bar()
    elif model.verified is not None:
        imgui.same_line()
        imgui.align_text_to_frame_padding()
        problems = model.verified.problems
        parts.wrapped(model.verified.text, tones().good if model.verified.sound else tones().bad)
        for text in problems[:_PROBLEMS_SHOWN]:
            parts.problem(text)
        if len(problems) > _PROBLEMS_SHOWN:
            parts.hint("`mulligan verify` lists all")
    return asked


def _draw_bar() -> None:
    # Nobody knows how long it takes; a negative fraction makes a bar that moves to and fro.
    imgui.progress_bar(-imgui.get_time(), ImVec2(-1.0, em(0.4)), "")


def _draw_facts(model: Now) -> None:
    view = model.view
    newest = model.newest
    pairs = [
        ("Runs", model.runs),
        ("Last run", model.last_run),
        ("Signature", model.signed),
        ("Hot modules", ", ".join(safe(each, 80) for each in view.modules)),
        ("Last entry", f"{newest.id}, {newest.kind} by {newest.trigger}, {newest.started}" if newest else ""),
        ("Notes", "; ".join(safe(each) for each in view.notes)),
        ("Not protected", ", ".join(safe(each, 80) for each in view.unclassified)),
        ("Contained", f"{sum(each.count for each in view.contained):,} exceptions" if view.contained else ""),
        ("Journal", model.journal),
        *(("", note) for note in model.notes),
    ]
    parts.facts((name, value) for name, value in pairs if value)

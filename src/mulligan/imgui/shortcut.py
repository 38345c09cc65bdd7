"""The shortcut Ctrl+Alt+R.

Invariant: one press asks once, in whatever window, field or modal the focus is; and AltGr+R, which
types a character on many keyboards, never asks.
"""

from __future__ import annotations

from imgui_bundle import imgui

# Plain ints: the flag's own | raises on Python 3.11.2.
CHORD = int(imgui.Key.mod_ctrl) | int(imgui.Key.mod_alt) | int(imgui.Key.r)

# is_key_chord_pressed is the only variant that also fires in a text field, in a modal and when
# another window claims the chord; imgui.shortcut() takes Ctrl+Alt for AltGr.
_is_chord_pressed = imgui.is_key_chord_pressed
_is_key_down = imgui.is_key_down
_RIGHT_ALT = imgui.Key.right_alt


def is_reload_pressed() -> bool:
    """Whether Ctrl+Alt+R went down in this frame. To be asked once in each frame."""
    return _is_chord_pressed(CHORD) and not _is_key_down(_RIGHT_ALT)

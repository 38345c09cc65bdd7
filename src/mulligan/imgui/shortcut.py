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
_is_key_pressed = imgui.is_key_pressed
_is_key_down = imgui.is_key_down
_is_key_released = imgui.is_key_released
_R = imgui.Key.r
_RIGHT_ALT = imgui.Key.right_alt
_HELD = (imgui.Key.mod_ctrl, imgui.Key.mod_alt)
_FREE = (imgui.Key.mod_shift, imgui.Key.mod_super)


def is_reload_pressed() -> bool:
    """Whether Ctrl+Alt+R went down in this frame. To be asked once in each frame."""
    if not _is_key_pressed(_R, False):
        return False
    return (_is_chord_pressed(CHORD) or _is_let_go_in_this_frame()) and not _is_key_down(_RIGHT_ALT)


def _is_let_go_in_this_frame() -> bool:
    """Whether the modifiers were held until this frame, in which R went down and they came up.

    In a slow frame a quick hand, or a tool that sends keys, lets go of Ctrl before ImGui has seen R.
    """
    held = all(_is_key_down(key) or _is_key_released(key) for key in _HELD)
    return held and not any(_is_key_down(key) for key in _FREE)

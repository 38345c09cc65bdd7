"""How the panels look on dark and on light themes: colours that can be read, and a font for code.

Invariant: a status is always a word, and its colour only adds to it. Text keeps a contrast of at least
4.5 to 1 (WCAG 2, AA) on the grounds of ImGui's themes; sizes are in em.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import imgui_bundle
from imgui_bundle import ImVec4, imgui

CODE_FONT = Path(imgui_bundle.__file__).parent / "assets" / "fonts" / "Inconsolata-Medium.ttf"


@dataclass(frozen=True)
class Tones:
    """The colours of one kind of theme."""

    good: ImVec4
    trial: ImVec4
    open: ImVec4
    bad: ImVec4
    left: ImVec4
    quiet: ImVec4
    action: ImVec4
    action_hovered: ImVec4
    action_text: ImVec4
    phases: tuple[ImVec4, ...]


_DARK = Tones(
    good=ImVec4(0.45, 0.85, 0.53, 1.0),
    trial=ImVec4(0.96, 0.82, 0.36, 1.0),
    open=ImVec4(0.47, 0.74, 1.00, 1.0),
    bad=ImVec4(1.00, 0.55, 0.51, 1.0),
    left=ImVec4(1.00, 0.67, 0.36, 1.0),
    quiet=ImVec4(0.66, 0.68, 0.72, 1.0),
    action=ImVec4(0.13, 0.42, 0.66, 1.0),
    action_hovered=ImVec4(0.16, 0.47, 0.73, 1.0),
    action_text=ImVec4(1.0, 1.0, 1.0, 1.0),
    phases=(
        ImVec4(0.35, 0.61, 0.90, 1.0),
        ImVec4(0.93, 0.69, 0.30, 1.0),
        ImVec4(0.42, 0.75, 0.52, 1.0),
        ImVec4(0.80, 0.50, 0.80, 1.0),
        ImVec4(0.72, 0.66, 0.58, 1.0),
        ImVec4(0.50, 0.78, 0.80, 1.0),
    ),
)
_LIGHT = Tones(
    good=ImVec4(0.02, 0.40, 0.14, 1.0),
    trial=ImVec4(0.46, 0.32, 0.00, 1.0),
    open=ImVec4(0.04, 0.34, 0.66, 1.0),
    bad=ImVec4(0.70, 0.08, 0.08, 1.0),
    left=ImVec4(0.58, 0.26, 0.00, 1.0),
    quiet=ImVec4(0.34, 0.36, 0.40, 1.0),
    action=ImVec4(0.13, 0.42, 0.70, 1.0),
    action_hovered=ImVec4(0.10, 0.34, 0.60, 1.0),
    action_text=ImVec4(1.0, 1.0, 1.0, 1.0),
    phases=(
        ImVec4(0.16, 0.44, 0.76, 1.0),
        ImVec4(0.85, 0.52, 0.08, 1.0),
        ImVec4(0.16, 0.55, 0.30, 1.0),
        ImVec4(0.58, 0.28, 0.60, 1.0),
        ImVec4(0.42, 0.38, 0.34, 1.0),
        ImVec4(0.12, 0.52, 0.56, 1.0),
    ),
)


@dataclass(frozen=True)
class CodeTones:
    """The colours of code, and of the grounds of lines that went, came or failed."""

    keyword: ImVec4
    text: ImVec4
    comment: ImVec4
    number: ImVec4
    name: ImVec4
    decorator: ImVec4
    removed_ground: ImVec4
    added_ground: ImVec4
    failed_ground: ImVec4


_DARK_CODE = CodeTones(
    keyword=ImVec4(0.90, 0.74, 0.96, 1.0),
    text=ImVec4(0.96, 0.76, 0.62, 1.0),
    comment=ImVec4(0.72, 0.82, 0.70, 1.0),
    number=ImVec4(0.72, 0.86, 0.66, 1.0),
    name=ImVec4(0.62, 0.84, 0.99, 1.0),
    decorator=ImVec4(0.90, 0.86, 0.60, 1.0),
    removed_ground=ImVec4(0.80, 0.22, 0.22, 0.20),
    added_ground=ImVec4(0.10, 0.50, 0.20, 0.22),
    failed_ground=ImVec4(0.75, 0.10, 0.10, 0.36),
)
_LIGHT_CODE = CodeTones(
    keyword=ImVec4(0.48, 0.10, 0.56, 1.0),
    text=ImVec4(0.56, 0.16, 0.06, 1.0),
    comment=ImVec4(0.18, 0.32, 0.18, 1.0),
    number=ImVec4(0.04, 0.34, 0.22, 1.0),
    name=ImVec4(0.02, 0.26, 0.54, 1.0),
    decorator=ImVec4(0.36, 0.28, 0.00, 1.0),
    removed_ground=ImVec4(0.95, 0.30, 0.30, 0.18),
    added_ground=ImVec4(0.20, 0.70, 0.30, 0.20),
    failed_ground=ImVec4(0.95, 0.20, 0.20, 0.30),
)


def is_dark() -> bool:
    """Whether the present theme writes light on dark."""
    text = imgui.get_style_color_vec4(imgui.Col_.text.value)
    return bool(0.30 * text.x + 0.59 * text.y + 0.11 * text.z > 0.5)


def tones() -> Tones:
    """The colours for the present theme."""
    return _DARK if is_dark() else _LIGHT


def code_tones() -> CodeTones:
    """The colours of code for the present theme."""
    return _DARK_CODE if is_dark() else _LIGHT_CODE


def packed(color: ImVec4) -> int:
    """A colour as draw lists take it."""
    return int(imgui.color_convert_float4_to_u32(color))


def status_color(status: str) -> ImVec4:
    """The colour that goes with the word of a status."""
    now = tones()
    return {
        "kept": now.good,
        "on_trial": now.trial,
        "open": now.open,
        "rolled_back": now.bad,
        "poisoned": now.bad,
        "abandoned": now.left,
    }.get(status, now.quiet)


def em(count: float) -> float:
    """A length of `count` em in pixels."""
    return float(count * imgui.get_font_size())


def push_code_font() -> None:
    """Write in a font of fixed width, which a comparison of texts needs; to be ended by `pop_font`.

    The font is added to the app's own atlas when it is first used; an app that may not be given a
    font (its renderer has fixed textures) keeps its own.
    """
    imgui.push_font(_code_font(), 0.0)


def _code_font() -> imgui.ImFont | None:
    io = imgui.get_io()
    name = CODE_FONT.name
    # Looked for each time: a font that was remembered would outlive the context that it belongs to.
    for font in io.fonts.fonts:
        if font.get_debug_name().startswith(name):
            return font
    is_dynamic = io.backend_flags & imgui.BackendFlags_.renderer_has_textures.value
    if not is_dynamic or not CODE_FONT.is_file():
        return None
    return io.fonts.add_font_from_file_ttf(str(CODE_FONT), 0.0)

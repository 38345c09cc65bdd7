"""Pictures of an app with its signs, rendered by OpenGL without a screen.

A picture is an array of rows, columns and red, green, blue; `save_png` writes one for people to look at.
"""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from imgui_bundle import hello_imgui, imgui

from mulligan.imgui.overlay import Overlay
from mulligan.view import View
from tests.support.imgui_headless import destroy_leftovers, let_go, run_frames, use_egl

SIZE = (900, 600)
THEMES = {
    "dark": hello_imgui.ImGuiTheme_.darcula_darker,
    "light": hello_imgui.ImGuiTheme_.imgui_colors_light,
}
Picture = Any
"""A numpy array of (height, width, 3) bytes."""


def draw_app() -> None:
    """An app with enough in it to see whether it can still be read."""
    imgui.text("An ordinary app")
    imgui.separator_text("Tickets")
    if imgui.begin_table("tickets", 3, imgui.TableFlags_.borders.value | imgui.TableFlags_.row_bg.value):
        for number in range(8):
            imgui.table_next_row()
            for text in (f"ticket {number}", "open" if number % 3 else "closed", f"{number * 7} days"):
                imgui.table_next_column()
                imgui.text(text)
        imgui.end_table()
    imgui.input_text_multiline("notes", "What a person typed before the edit.\nIt is still here.")
    imgui.button("Save")
    imgui.same_line()
    imgui.checkbox("notify", True)


def picture(
    view: View, *, theme: str = "dark", scale: float = 1.0, size: tuple[int, int] = SIZE, frames: int = 4
) -> Picture:
    """Render the app with the signs of `view` over it.

    Arguments:
        theme: a key of `THEMES`.
        scale: of fonts and sizes, as on a screen with more dots.
        size: of the window in pixels, before scaling.
        frames: how many frames to render; the last is the picture.
    """
    overlay = Overlay(dismiss=lambda: None)
    params = hello_imgui.RunnerParams()
    params.ini_disable = True
    params.fps_idling.enable_idling = False
    params.app_window_params.window_geometry.size = (round(size[0] * scale), round(size[1] * scale))
    params.app_window_params.hidden = True
    params.renderer_backend_options.open_gl_options = hello_imgui.OpenGlOptions()
    params.renderer_backend_options.open_gl_options.anti_aliasing_samples = 0
    params.imgui_window_params.tweaked_theme.theme = THEMES[theme]
    params.callbacks.show_gui = draw_app

    def draw_signs() -> None:
        overlay.draw(view)

    params.callbacks.before_imgui_render = draw_signs

    def enlarge() -> None:
        imgui.get_style().scale_all_sizes(scale)
        imgui.get_style().font_scale_main = scale

    params.callbacks.setup_imgui_style = enlarge
    use_egl()
    try:
        run_frames(params, frames)
        return np.array(hello_imgui.final_app_window_screenshot())[:, :, :3]
    finally:
        let_go(params)
        destroy_leftovers()


def save_png(image: Picture, path: Path) -> None:
    """Write a picture as PNG, with nothing but the standard library."""
    height, width, _ = image.shape
    rows = b"".join(b"\0" + np.ascontiguousarray(row).tobytes() for row in image)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 6)), (b"IEND", b""))
    chunks = (
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in parts
    )
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(chunks))

"""The settings of mission control's window: made once, and none of them hot.

Invariant: nothing is written where the app was started from (no .ini file beside somebody's code),
and no function of a hot module is handed to hello_imgui, which would go on calling the old one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from imgui_bundle import hello_imgui

if TYPE_CHECKING:
    from mulligan_mma.app import App

TITLE = "MMA dashboard"
SIZE = (1280, 800)
OUTPUT_FONT = "fonts/Inconsolata-Medium.ttf"  # comes with imgui-bundle
OUTPUT_FONT_SIZE = 15.0


def window_settings(app: App) -> hello_imgui.RunnerParams:
    """Return settings for a window of tiles; the font for agents' output goes to `app.output_font`."""
    params = hello_imgui.RunnerParams()
    params.app_window_params.window_title = TITLE
    params.app_window_params.window_geometry.size = SIZE
    params.imgui_window_params.default_imgui_window_type = (
        hello_imgui.DefaultImGuiWindowType.no_default_window
    )
    params.ini_disable = True

    def load_fonts() -> None:
        hello_imgui.imgui_default_settings.load_default_font_with_font_awesome_icons()
        if hello_imgui.asset_exists(OUTPUT_FONT):
            app.output_font = hello_imgui.load_font(OUTPUT_FONT, OUTPUT_FONT_SIZE)

    def quit_when_told() -> None:
        if app.quit_gate.open:
            hello_imgui.get_runner_params().app_shall_exit = True

    params.callbacks.load_additional_fonts = load_fonts
    params.callbacks.confirm_exit = app.may_quit
    params.callbacks.pre_new_frame = quit_when_told
    return params

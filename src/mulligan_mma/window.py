"""The settings of mission control's window: made once, and none of them hot.

Invariant: nothing is written where the app was started from (no .ini file beside somebody's code),
and no function of a hot module is handed to hello_imgui, which would go on calling the old one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from imgui_bundle import hello_imgui, imgui

if TYPE_CHECKING:
    from mulligan_mma.app import App

TITLE = "MMA dashboard"
SIZE = (1280, 800)
OUTPUT_FONT = "fonts/Inconsolata-Medium.ttf"  # comes with imgui-bundle
OUTPUT_FONT_SIZE = 15.0
LIGHT_GROUND = imgui.ImVec4(0.80, 0.81, 0.83, 1.0)
LIGHT_QUIET = imgui.ImVec4(0.38, 0.40, 0.44, 1.0)
"""Quiet text that can be read in a light window; the theme's own has a contrast of 2.5 to 1."""


def window_settings(app: App, *, light: bool = False) -> hello_imgui.RunnerParams:
    """Return settings for a window of tiles; the font for agents' output goes to `app.output_font`.

    Arguments:
        app: what is shown.
        light: write dark on light.
    """
    params = hello_imgui.RunnerParams()
    params.app_window_params.window_title = TITLE
    params.app_window_params.window_geometry.size = SIZE
    params.imgui_window_params.default_imgui_window_type = (
        hello_imgui.DefaultImGuiWindowType.no_default_window
    )
    params.ini_disable = True
    if light:
        params.imgui_window_params.tweaked_theme.theme = hello_imgui.ImGuiTheme_.imgui_colors_light
        params.imgui_window_params.background_color = LIGHT_GROUND

    def load_fonts() -> None:
        hello_imgui.imgui_default_settings.load_default_font_with_font_awesome_icons()
        if hello_imgui.asset_exists(OUTPUT_FONT):
            app.output_font = hello_imgui.load_font(OUTPUT_FONT, OUTPUT_FONT_SIZE)

    def adapt_style() -> None:
        # Titles and tooltips of most themes let the text below them shine through.
        style = imgui.get_style()
        for each in (imgui.Col_.title_bg, imgui.Col_.title_bg_active, imgui.Col_.popup_bg):
            colour = style.color_(each)
            style.set_color_(each, imgui.ImVec4(colour.x, colour.y, colour.z, 1.0))
        if light:
            style.set_color_(imgui.Col_.text_disabled, LIGHT_QUIET)

    def quit_when_told() -> None:
        if app.quit_gate.open:
            hello_imgui.get_runner_params().app_shall_exit = True

    params.callbacks.load_additional_fonts = load_fonts
    params.callbacks.setup_imgui_style = adapt_style
    params.callbacks.confirm_exit = app.may_quit
    params.callbacks.pre_new_frame = quit_when_told
    return params

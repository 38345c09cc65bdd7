"""Panels that fail in the middle of plots, for the guard's matrix."""

from __future__ import annotations

from imgui_bundle import imgui, implot, implot3d

from tests.support.imgui_bad_panels import Panel, fail

PLOT_PANELS: dict[str, Panel] = {}


def panel(function: Panel) -> Panel:
    """Put a panel into the matrix under its own name."""
    PLOT_PANELS[function.__name__.removeprefix("_")] = function
    return function


@panel
def _in_a_plot() -> None:
    implot.begin_plot("plot", (200, 150))
    fail()


@panel
def _in_a_plot_with_styles_and_colormap() -> None:
    implot.push_style_color(implot.Col_.plot_bg.value, (1, 0, 0, 1))
    implot.push_style_var(implot.StyleVar_.plot_padding.value, (3, 3))
    implot.push_colormap(implot.Colormap_.hot.value)
    implot.push_colormap(implot.Colormap_.hot.value)
    implot.begin_plot("plot", (200, 150))
    implot.setup_axes("x", "y")
    fail()


@panel
def _in_subplots() -> None:
    implot.begin_subplots("plots", 2, 2, (300, 200))
    implot.begin_plot("one")
    fail()


@panel
def _between_subplots() -> None:
    implot.begin_subplots("plots", 2, 2, (300, 200))
    implot.begin_plot("one")
    implot.end_plot()
    fail()


@panel
def _in_aligned_plots() -> None:
    implot.begin_aligned_plots("aligned")
    implot.begin_plot("plot", (200, 150))
    fail()


@panel
def _in_a_plot_in_a_child() -> None:
    imgui.begin_child("child", (300, 200))
    implot.begin_plot("plot", (200, 150))
    fail()


@panel
def _in_a_second_begin_plot() -> None:
    implot.begin_plot("plot", (200, 150))
    implot.begin_plot("plot again", (200, 150))


@panel
def _in_a_plot_in_space() -> None:
    implot3d.begin_plot("space", (200, 150))
    fail()


@panel
def _in_a_plot_in_space_with_styles() -> None:
    implot3d.push_colormap(implot3d.Colormap_.hot.value)
    implot3d.push_style_var(implot3d.StyleVar_.fill_alpha.value, 0.5)
    implot3d.begin_plot("space", (200, 150))
    fail()


@panel
def _missing_end_plot() -> None:
    implot.begin_plot("never ended", (200, 150))


@panel
def _extra_end_plot() -> None:
    implot.end_plot()

"""Runs an app in a window, guarded from the first frame to the last.

Invariant: an exception of the GUI ends no run: on trial it undoes the edit, otherwise it is
contained and shown. After a run, nothing keeps the app alive.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from imgui_bundle import hello_imgui, immapp

from mulligan import delegation
from mulligan.errors import EnvironmentUnusable
from mulligan.imgui.environment import display_problem
from mulligan.imgui.installation import FrameHooks, install_hooks, no_callback, uninstall_hooks

DEFAULT_WINDOW_SIZE = (1100, 720)


def run(
    gui: Callable[..., Any] | str,
    app: object,
    *,
    runner_params: hello_imgui.RunnerParams | None = None,
    add_ons: immapp.AddOnsParams | None = None,
    window_title: str | None = None,
    window_size: tuple[int, int] | None = None,
    with_implot: bool = False,
) -> None:
    """Run `app` in a window until it is closed.

    Arguments:
        gui: draws a frame: a callable that takes the app or nothing, or the name of a delegate of
            the app. A `show_gui` that `runner_params` has is called before it.
        app: the object whose state keys are protected and that delegates take.
        runner_params: hello_imgui's own settings; its callbacks are chained, and put back after the run.
        add_ons: immapp's add-ons.
        window_title: defaults to that of `runner_params`, or to the name of the app's class.
        window_size: width and height in hello_imgui's 96 DPI pixels; defaults to that of
            `runner_params`, or to 1100 x 720.
        with_implot: make an ImPlot context, as `add_ons` can.

    Raises:
        EnvironmentUnusable: there is no display, or it does not answer.
        AttributeUnclassified: strict mode, and the app has attributes that nobody classified.
        TypeError, AttributeError: `gui` can draw nothing; no window was opened.
    """
    draw = _drawing(gui, app)
    params = runner_params if runner_params is not None else _default_params(app)
    if window_title is not None:
        params.app_window_params.window_title = window_title
    if window_size is not None:
        params.app_window_params.window_geometry.size = window_size
    ons = add_ons if add_ons is not None else immapp.AddOnsParams()
    ons.with_implot = ons.with_implot or with_implot
    shown_before: Callable[[], Any] | None = params.callbacks.show_gui
    params.callbacks.show_gui = draw
    if shown_before is not None:
        params.callbacks.show_gui = _both(delegation.guarded(shown_before, "show_gui"), draw)
    hooks = install_hooks(params, app)
    try:
        _run(params, ons, hooks)
    finally:
        hooks.abandon()
        uninstall_hooks(params)
        params.callbacks.show_gui = shown_before or no_callback


def _run(params: hello_imgui.RunnerParams, ons: immapp.AddOnsParams, hooks: FrameHooks) -> None:
    try:
        immapp.run(params, ons)
    except RuntimeError as error:  # glfw says only that its initialisation failed
        problem = display_problem()
        if hooks.frames or problem is None:
            raise
        raise EnvironmentUnusable(problem) from error


def _default_params(app: object) -> hello_imgui.RunnerParams:
    params = hello_imgui.RunnerParams()
    params.app_window_params.window_title = type(app).__name__
    params.app_window_params.window_geometry.size = DEFAULT_WINDOW_SIZE
    return params


def _drawing(gui: Callable[..., Any] | str, app: object) -> Callable[[], Any]:
    """Bind `gui` to the app, under the guard unless it is a delegate, which brings its own."""
    if isinstance(gui, str):
        drawing: Callable[[], Any] = getattr(app, gui)
        return drawing
    if not callable(gui):
        raise TypeError(
            f"run(gui, app): {type(gui).__name__} draws no frame; give a callable or the name of a delegate, "
            "and settings as runner_params=...; or call install(runner_params, app) and run it yourself"
        )
    name = getattr(gui, "__qualname__", type(gui).__name__)
    draw = gui if getattr(gui, "mulligan_target", None) else delegation.guarded(gui, name)
    return (lambda: draw(app)) if _takes_app(gui, app) else draw


def _takes_app(gui: Callable[..., Any], app: object) -> bool:
    try:
        signature = inspect.signature(gui)
    except (TypeError, ValueError):  # written in C; such a callable is taken to know its app
        return False
    if _binds(signature, app):
        return True
    if not _binds(signature):
        raise TypeError(f"run(gui, app): {gui!r} takes {signature}, and not the app or nothing")
    return False


def _binds(signature: inspect.Signature, *arguments: object) -> bool:
    try:
        signature.bind(*arguments)
    except TypeError:
        return False
    return True


def _both(first: Callable[[], Any], second: Callable[[], Any]) -> Callable[[], Any]:
    def both() -> None:
        first()
        second()

    return both

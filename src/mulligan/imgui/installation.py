"""Hooks a session into the frames of a hello_imgui app.

    pre_new_frame         the safe point, then the app's own callback
    post_new_frame        the guard begins, then the app's own callback
    before_imgui_render   the app's own callback, then shortcut and signs, then the guard ends
    before_exit           the app's own callback, then the session ends

Invariant: a callback that the app had set is still called, and in a place where it sees either the
old code or the new. No hook refers to the RunnerParams: such a reference is never collected.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from imgui_bundle import hello_imgui, imgui

from mulligan import delegation
from mulligan.hot_reloader import HotReloader
from mulligan.imgui.guard import Guard
from mulligan.imgui.overlay import Overlay
from mulligan.imgui.shortcut import is_reload_pressed
from mulligan.imgui.window import Window, wake

__all__ = ["FrameHooks", "install", "install_hooks", "no_callback", "uninstall_hooks", "wake"]

_Callback = Callable[[], Any]
_SLOTS = ("pre_new_frame", "post_new_frame", "before_imgui_render", "before_exit")


class _Chained:
    """A hook together with the callback that stood in its place."""

    __slots__ = ("before", "first", "hooks", "second")

    def __init__(
        self, hooks: FrameHooks, before: _Callback | None, first: _Callback | None, second: _Callback | None
    ) -> None:
        self.hooks = hooks
        self.before = before
        self.first = first
        self.second = second

    def __call__(self) -> None:
        if self.first is not None:
            self.first()
        if self.second is not None:
            self.second()


class FrameHooks:
    """What happens around each frame of `app`.

    Arguments:
        app: the app whose session it is; let go of at the end of a run, taken up again by the next.
    """

    def __init__(self, app: object) -> None:
        self.frames = 0
        self._app = app
        self._running = False
        self._guard = Guard()
        self._window = Window()
        self._overlay = Overlay(HotReloader.dismiss)

    def start(self) -> None:
        """Begin the session; again at the first frame of a second run."""
        self._running = True
        delegation.set_guard(self._guard)
        HotReloader.after_restore(_let_go_of_edit_buffer)
        HotReloader.start(self._app)
        HotReloader.attach(self._window)

    def before_frame(self) -> None:
        """The safe point."""
        self._guard.end_frame()  # a frame that an exception ended never came to its end
        if not self._running:
            self.start()
        HotReloader.tick(self._app)
        self._window.before_frame()

    def begin_frame(self) -> None:
        """Guard the delegates from here on."""
        self._guard.begin_frame(on_trial=HotReloader.view().on_trial)

    def end_frame(self) -> None:
        """Ask for the shortcut, draw the signs, and stop guarding."""
        self.frames += 1
        if not HotReloader.shortcut_paused and is_reload_pressed():
            HotReloader.request_reload("shortcut")
            wake()
        view = HotReloader.view()
        if self._overlay.draw(view) or view.busy is not None:
            wake()
        self._guard.end_frame()

    def stop(self) -> None:
        """End the session, with ImGui still there."""
        self._stop_guarding()
        HotReloader.stop(self._app)
        self.abandon()

    def abandon(self) -> None:
        """Stop guarding, with ImGui gone or going."""
        self._stop_guarding()
        self._window.close()
        HotReloader.attach(None)

    def _stop_guarding(self) -> None:
        self._running = False
        self._guard.end_frame()
        delegation.set_guard(None)


def install(runner_params: hello_imgui.RunnerParams, app: object) -> None:
    """Give an app of its own making the shortcut, the safe point, the guard and the signs.

    Set the app's callbacks before: those found are chained, those set later replace the hooks.
    Installing twice is harmless.

    Arguments:
        runner_params: what the app then passes to `hello_imgui.run` or `immapp.run`.
        app: the object whose state keys are protected and that delegates take.

    Raises:
        AttributeUnclassified: strict mode, and the app has attributes that nobody classified.
    """
    install_hooks(runner_params, app)


def install_hooks(runner_params: hello_imgui.RunnerParams, app: object) -> FrameHooks:
    """As `install`; returns the hooks, those of the first installation if there was one."""
    callbacks = runner_params.callbacks
    found = _installed(callbacks)
    if found is not None:
        return found
    hooks = FrameHooks(app)
    hooks.start()
    user = {slot: getattr(callbacks, slot) for slot in _SLOTS}
    for slot, ours, ours_first in (
        ("pre_new_frame", hooks.before_frame, True),
        ("post_new_frame", hooks.begin_frame, True),
        ("before_imgui_render", hooks.end_frame, False),
        ("before_exit", hooks.stop, False),
    ):
        order = (ours, user[slot]) if ours_first else (user[slot], ours)
        setattr(callbacks, slot, _Chained(hooks, user[slot], *order))
    return hooks


def uninstall_hooks(runner_params: hello_imgui.RunnerParams) -> None:
    """Put the app's own callbacks back, where they have not been replaced since."""
    callbacks = runner_params.callbacks
    for slot in _SLOTS:
        chained = getattr(callbacks, slot)
        if isinstance(chained, _Chained):
            setattr(callbacks, slot, chained.before or no_callback)


def no_callback() -> None:
    """Stands where the app had no callback: a callback of hello_imgui cannot be taken away again."""


def _installed(callbacks: hello_imgui.RunnerCallbacks) -> FrameHooks | None:
    for slot in _SLOTS:
        chained = getattr(callbacks, slot)
        if isinstance(chained, _Chained):
            return chained.hooks
    return None


def _let_go_of_edit_buffer() -> None:
    """A field that is being edited would write its own text over what was restored."""
    context: imgui.internal.Context | None = imgui.get_current_context()
    if context is not None:
        imgui.internal.clear_active_id()
        context.input_text_deactivated_state.id_ = 0  # it would hand its text over once more

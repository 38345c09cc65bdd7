"""Where the story is played: frames of the real window without a screen, or of text where ImGui is missing.

Invariant: a stage draws the app through its delegates and gives back the text that the frame showed, so the
story checks what a person would have seen, not what the code meant to draw.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import mulligan
from mulligan import HotReloader
from mulligan.errors import EnvironmentUnusable
from mulligan.imgui.environment import require_imgui
from mulligan_mma.app import DELEGATION_TARGETS, App

MODULE = "mulligan_demo_gui"
"""The name of the copy that the story edits; the installed package is never touched."""


class Stage(Protocol):
    """Draws frames and says what they showed."""

    description: str
    gui_file: Path

    def open(self, app: StoryApp) -> None:
        """Get ready to draw `app`."""

    def show(self, text: str) -> None:
        """Draw one line of text; called by the app's own drawing code."""

    def frame(self) -> str:
        """Pass the safe point, draw one frame and return its text."""

    def close(self) -> None:
        """Take everything down again."""


class StoryApp(App):
    """Mission control, drawn by the copy of its drawing code that the story edits."""

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self.stage = stage

    def show(self, text: str) -> None:
        """Draw one line of text in the current frame."""
        self.stage.show(text)


for _target in DELEGATION_TARGETS:
    setattr(StoryApp, f"_{_target}", mulligan.delegate(f"{MODULE}:{_target}"))


class TextStage:
    """Frames are lines of text; needs nothing but Python."""

    gui_file = Path(__file__).with_name("text_gui.py")

    def __init__(self, reason: str) -> None:
        self.description = f"frames of text ({reason})"
        self._app: StoryApp | None = None
        self._lines: list[str] = []

    def open(self, app: StoryApp) -> None:
        """Remember the app."""
        self._app = app

    def show(self, text: str) -> None:
        """Add one line to the frame."""
        self._lines.append(text)

    def frame(self) -> str:
        """Draw one frame and return its lines."""
        assert self._app is not None
        HotReloader.tick(self._app)
        self._lines.clear()
        self._app.frame()
        return "\n".join(self._lines)

    def close(self) -> None:
        """Nothing is open."""


class NullStage:
    """Real frames of ImGui without a screen: everything is laid out, nothing reaches a display."""

    description = "real frames of Dear ImGui, without a screen"
    gui_file = Path(__file__).with_name("gui_2.py")
    SIZE = (1280.0, 800.0)

    def __init__(self) -> None:
        from imgui_bundle import hello_imgui, imgui

        self._hello = hello_imgui
        self._imgui = imgui
        # Hello ImGui only borrows them: they must live as long as frames are drawn.
        self._params = hello_imgui.RunnerParams()
        self._text = ""

    def open(self, app: StoryApp) -> None:
        """Set up Dear ImGui with its Null backends, and Mulligan in it as in any app."""
        import mulligan.imgui

        params = self._params
        params.platform_backend_type = self._hello.PlatformBackendType.null
        params.renderer_backend_type = self._hello.RendererBackendType.null
        params.ini_disable = True
        params.fps_idling.enable_idling = False
        params.callbacks.setup_imgui_config = self._configure
        params.callbacks.pre_new_frame = self._resize
        params.callbacks.show_gui = self._logged(app.frame)
        # The Null backends leave the context to whoever made it.
        params.callbacks.before_exit_post_cleanup = self._imgui.destroy_context
        mulligan.imgui.install(params, app)
        self._hello.manual_render.setup_from_runner_params(params)

    def show(self, text: str) -> None:
        """Draw one line with ImGui."""
        self._imgui.text_unformatted(text)

    def frame(self) -> str:
        """Draw one frame and return the text of its widgets."""
        self._hello.manual_render.render()
        return self._text

    def close(self) -> None:
        """End Dear ImGui."""
        self._hello.manual_render.tear_down()
        # The callbacks refer to this stage, and nothing would ever collect that circle.
        self._params.callbacks = self._hello.RunnerCallbacks()

    def _configure(self) -> None:
        self._hello.imgui_default_settings.setup_default_imgui_config()
        # Without this flag ImGui insists on a font atlas, which no renderer would build here.
        self._imgui.get_io().backend_flags |= self._imgui.BackendFlags_.renderer_has_textures.value

    def _resize(self) -> None:
        self._imgui.get_io().display_size = self._imgui.ImVec2(*self.SIZE)

    def _logged(self, draw: Callable[[], None]) -> Callable[[], None]:
        """ImGui can log the text of all widgets; its clipboard is the one place it gives it back from."""

        def draw_and_log() -> None:
            self._imgui.log_to_clipboard()
            draw()
            self._imgui.log_finish()
            self._text = self._imgui.get_clipboard_text()

        return draw_and_log


def choose_stage() -> Stage:
    """Return a stage with real frames where imgui-bundle can be imported, otherwise one of text."""
    try:
        require_imgui()
    except EnvironmentUnusable as error:
        return TextStage(str(error))
    return NullStage()


def load_copy(stage: Stage, folder: Path) -> Path:
    """Copy the drawing code into `folder`, load the copy as `mulligan_demo_gui`, and return its path."""
    copy = folder / f"{MODULE}.py"
    copy.write_text(stage.gui_file.read_text(encoding="utf-8"), encoding="utf-8")
    spec = importlib.util.spec_from_file_location(MODULE, copy)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[MODULE] = module
    spec.loader.exec_module(module)
    return copy

"""ImGui without a screen: a bare context, hello_imgui with Null backends, and OpenGL through EGL.

Debian packages: `libx11-6 libxext6` for the first two; `libegl1 libgl1` too for the last.
"""

from __future__ import annotations

import ctypes
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import imgui_bundle
from imgui_bundle import hello_imgui, imgui, immapp, implot, implot3d

SIZE = (800, 600)
FRAME_S = 1 / 60

_GLFW_PLATFORM, _GLFW_PLATFORM_NULL = 0x00050003, 0x00060005
_GLFW_CONTEXT_CREATION_API, _GLFW_EGL_CONTEXT_API = 0x0002200B, 0x00036002


@contextmanager
def bare_context(size: tuple[int, int] = SIZE, *, plots: bool = False) -> Iterator[imgui.IO]:
    """An ImGui context of its own, without any backend: vertices, no pixels."""
    imgui.create_context()
    io = imgui.get_io()
    io.display_size = imgui.ImVec2(*size)
    io.delta_time = FRAME_S
    io.set_ini_filename("")
    io.set_log_filename("")
    io.backend_flags |= imgui.BackendFlags_.renderer_has_textures.value
    if plots:
        implot.create_context()
        implot3d.create_context()
    try:
        yield io
    finally:
        destroy_leftovers()


def destroy_leftovers() -> None:
    """Destroy the contexts that a test left behind, so that the next one begins as in a new process."""
    if implot3d.get_current_context() is not None:
        implot3d.destroy_context()
    if implot.get_current_context() is not None:
        implot.destroy_context()
    if imgui.get_current_context() is not None:
        imgui.destroy_context()
    if hasattr(signal, "SIGPIPE"):
        # The test engine's crash handler stays behind, and takes writing to a closed pipe for a crash.
        signal.signal(signal.SIGPIPE, signal.SIG_IGN)


@contextmanager
def frame() -> Iterator[None]:
    """One frame; an exception inside gives it up."""
    imgui.new_frame()
    yield
    imgui.render()


def press(*keys: imgui.Key) -> None:
    """Tell ImGui that keys went down."""
    for key in keys:
        imgui.get_io().add_key_event(key, True)


def release(*keys: imgui.Key) -> None:
    """Tell ImGui that keys went up."""
    for key in keys:
        imgui.get_io().add_key_event(key, False)


def click(x: float, y: float, draw: Callable[[], Any]) -> None:
    """Move the mouse, press and release its left button, drawing a frame after each step."""
    io = imgui.get_io()
    steps: list[Callable[[], None]] = [
        lambda: io.add_mouse_pos_event(x, y),
        lambda: io.add_mouse_button_event(0, True),
        lambda: io.add_mouse_button_event(0, False),
    ]
    for step in steps:
        step()
        draw()


def vertices() -> list[tuple[str, float, float, int]]:
    """What the last frame drew: (window, x, y, colour) of each vertex."""
    return [
        (commands._owner_name, vertex.pos.x, vertex.pos.y, vertex.col)
        for commands in imgui.get_draw_data().cmd_lists
        for vertex in commands.vtx_buffer
    ]


def null_params(
    gui: Callable[[], Any] | None = None, size: tuple[int, int] = SIZE
) -> hello_imgui.RunnerParams:
    """Settings of a run without window and without pixels; hello_imgui's own frames, callbacks and exit."""
    params = hello_imgui.RunnerParams()
    params.platform_backend_type = hello_imgui.PlatformBackendType.null
    params.renderer_backend_type = hello_imgui.RendererBackendType.null
    params.ini_disable = True
    params.fps_idling.enable_idling = False

    def configure() -> None:
        hello_imgui.imgui_default_settings.setup_default_imgui_config()
        # Without this flag the first frame asserts that the font atlas is not built.
        imgui.get_io().backend_flags |= imgui.BackendFlags_.renderer_has_textures.value

    def resize() -> None:
        imgui.get_io().display_size = imgui.ImVec2(*size)

    params.callbacks.setup_imgui_config = configure
    params.callbacks.pre_new_frame = resize
    params.callbacks.before_exit_post_cleanup = imgui.destroy_context  # the Null runner leaves it behind
    if gui is not None:
        params.callbacks.show_gui = gui
    return params


@contextmanager
def stepped(params: hello_imgui.RunnerParams) -> Iterator[Callable[[], None]]:
    """Run by hand: each call of what is yielded renders one frame; exceptions surface there."""
    hello_imgui.manual_render.setup_from_runner_params(params)
    try:
        yield hello_imgui.manual_render.render
    finally:
        hello_imgui.manual_render.tear_down()
        let_go(params)
        destroy_leftovers()


def let_go(params: hello_imgui.RunnerParams) -> None:
    """Break the reference cycles through the callbacks, which no collector sees."""
    params.callbacks = hello_imgui.RunnerCallbacks()
    params.docking_params = hello_imgui.DockingParams()


def use_egl() -> None:
    """Render with OpenGL without an X server; to be called before every run, which resets it.

    Raises:
        RuntimeError: GLFW does not start.
    """
    library = ctypes.CDLL(str(Path(imgui_bundle.__file__).with_name("libglfw.so.3")))
    library.glfwInitHint(_GLFW_PLATFORM, _GLFW_PLATFORM_NULL)
    if not library.glfwInit():
        raise RuntimeError("GLFW's null platform does not start")
    library.glfwWindowHint(_GLFW_CONTEXT_CREATION_API, _GLFW_EGL_CONTEXT_API)


def run_frames(
    params: hello_imgui.RunnerParams, count: int, *, add_ons: immapp.AddOnsParams | None = None
) -> None:
    """Let a run end by itself after `count` frames."""
    shown = 0
    user = params.callbacks.after_swap

    def count_down() -> None:
        nonlocal shown
        if user is not None:
            user()
        shown += 1
        if shown >= count:
            hello_imgui.get_runner_params().app_shall_exit = True

    params.callbacks.after_swap = count_down
    immapp.run(params, add_ons or immapp.AddOnsParams())


def drawn_triangles() -> list[tuple[str, tuple[tuple[float, float, int], ...]]]:
    """What the last frame shows: (window, its corners with colours) of each triangle, in drawing order."""
    found = []
    for commands in imgui.get_draw_data().cmd_lists:
        for command in commands.cmd_buffer:
            corners = []
            for position in range(command.idx_offset, command.idx_offset + command.elem_count):
                vertex = commands.vtx_buffer[command.vtx_offset + commands.idx_buffer[position]]
                corners.append((vertex.pos.x, vertex.pos.y, vertex.col))
                if len(corners) == 3:
                    found.append((commands._owner_name, tuple(corners)))
                    corners.clear()
    return found

"""What must be there before a window can open, and what to install when it is not.

Invariant: asking changes nothing and needs no ImGui; a missing system library is named together
with the package that brings it, instead of a linker's message.
"""

from __future__ import annotations

import ctypes
import importlib
import os
import platform
import re
import socket
from pathlib import Path

from mulligan.errors import EnvironmentUnusable

DEBIAN_PACKAGES = ("libx11-6", "libxext6", "libgl1", "libegl1")
"""The Debian and Ubuntu packages that imgui-bundle's windows need."""

_PACKAGE_OF = {
    "libX11": "libx11-6",
    "libXext": "libxext6",
    "libGL": "libgl1",
    "libOpenGL": "libopengl0",
    "libGLX": "libglx0",
    "libEGL": "libegl1",
}
_TIMEOUT_S = 2.0
_UNIX = getattr(socket, "AF_UNIX", socket.AF_INET)  # Windows has no such name, and no Wayland


def require_imgui() -> None:
    """Make sure that imgui-bundle can be imported.

    Raises:
        EnvironmentUnusable: it is not installed, or a system library that it needs is missing.
    """
    try:
        importlib.import_module("imgui_bundle")
    except ModuleNotFoundError as error:
        raise EnvironmentUnusable(_not_installed(error)) from error
    except ImportError as error:
        raise EnvironmentUnusable(_library_missing(error)) from error


def display_available() -> bool:
    """Whether a window could be opened: a display is named and answers. Always true but on Linux."""
    return display_problem() is None


def display_problem() -> str | None:
    """Why no window can be opened and what to do about it; None when one can."""
    if platform.system() != "Linux":
        return None
    wayland, x11 = os.environ.get("WAYLAND_DISPLAY"), os.environ.get("DISPLAY")
    if not wayland and not x11:
        return _advice("neither DISPLAY nor WAYLAND_DISPLAY is set")
    problems = [_wayland_problem(wayland)] if wayland else []
    problems += [_x11_problem(x11)] if x11 else []
    if any(problem is None for problem in problems):
        return None
    return _advice("; ".join(problem for problem in problems if problem))


def _advice(problem: str) -> str:
    return (
        f"no window can be opened: {problem}. Start from a desktop session, or use xvfb-run to go without one"
    )


def _not_installed(error: ModuleNotFoundError) -> str:
    return f"imgui-bundle cannot be imported ({error}), so no window can be opened: pip install imgui-bundle"


def _library_missing(error: ImportError) -> str:
    """The linker names one library at a time, so all packages are given at once."""
    named = re.search(r"(lib\w+)[\w.-]*\.so", str(error))
    package = _PACKAGE_OF.get(named[1]) if named else None
    packages = dict.fromkeys([*([package] if package else []), *DEBIAN_PACKAGES])
    return (
        f"imgui-bundle cannot be imported, so no window can be opened: {error}. "
        f"On Debian and Ubuntu: apt-get install {' '.join(packages)}. "
        "Commands that only read a journal (mulligan log, show, verify) work without them"
    )


def _x11_problem(display: str) -> str | None:
    """Open and close a connection, as a window would; a socket that listens may still refuse us."""
    try:
        xlib = ctypes.CDLL("libX11.so.6")
    except OSError as error:
        return f"{error} (Debian package {_PACKAGE_OF['libX11']})"
    xlib.XOpenDisplay.restype = ctypes.c_void_p
    xlib.XOpenDisplay.argtypes = [ctypes.c_char_p]
    xlib.XCloseDisplay.argtypes = [ctypes.c_void_p]
    connection = xlib.XOpenDisplay(os.fsencode(display))
    if not connection:
        return f"the display DISPLAY={display} does not answer"
    xlib.XCloseDisplay(connection)
    return None


def _wayland_problem(display: str) -> str | None:
    path = Path(os.environ.get("XDG_RUNTIME_DIR", "/run/user")) / display  # an absolute name stands alone
    try:
        with socket.socket(_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(_TIMEOUT_S)
            connection.connect(str(path))
    except OSError as error:
        return f"the display WAYLAND_DISPLAY={display} does not answer ({error.strerror or error})"
    return None

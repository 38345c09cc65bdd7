"""What is said when a window cannot be opened."""

from __future__ import annotations

import importlib
import os
import platform
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import mulligan.imgui
from mulligan.errors import EnvironmentUnusable
from mulligan.imgui import environment


def fail_import(error: ImportError) -> object:
    """An `import_module` that cannot import ImGui."""

    def import_module(name: str) -> object:
        raise error

    return import_module


@pytest.mark.parametrize(
    ("library", "package"),
    [
        ("libGL.so.1", "libgl1"),
        ("libX11.so.6", "libx11-6"),
        ("libXext.so.6", "libxext6"),
        ("libEGL.so.1", "libegl1"),
        ("libOpenGL.so.0", "libopengl0"),
        ("libsomething.so.3", "libgl1"),
    ],
)
def test_missing_library_is_named_with_its_package(
    monkeypatch: pytest.MonkeyPatch, library: str, package: str
) -> None:
    """The linker's message, the packages to install, and what works without them."""
    error = ImportError(f"{library}: cannot open shared object file: No such file or directory")
    monkeypatch.setattr(importlib, "import_module", fail_import(error))
    with pytest.raises(EnvironmentUnusable) as raised:
        environment.require_imgui()
    text = str(raised.value)
    assert library in text
    assert package in text
    assert all(each in text for each in environment.DEBIAN_PACKAGES)
    assert "mulligan log" in text
    assert raised.value.__cause__ is error


def test_missing_package_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not a missing library, but imgui-bundle itself."""
    error = ModuleNotFoundError("No module named 'imgui_bundle'")
    monkeypatch.setattr(importlib, "import_module", fail_import(error))
    with pytest.raises(EnvironmentUnusable, match="pip install imgui-bundle"):
        environment.require_imgui()


def test_importing_needs_no_imgui() -> None:
    """`import mulligan` and `import mulligan.imgui` load no ImGui: commands that only read run without it."""
    code = "import sys, mulligan, mulligan.imgui; print('imgui_bundle' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_first_use_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """`mulligan.imgui.run` asks for ImGui when it is looked up."""
    monkeypatch.delitem(vars(mulligan.imgui), "run", raising=False)
    monkeypatch.setattr(importlib, "import_module", fail_import(ImportError("libGL.so.1: cannot open")))
    with pytest.raises(EnvironmentUnusable, match="libgl1"):
        _ = mulligan.imgui.run


def test_unknown_name_is_an_attribute_error() -> None:
    """As with any module."""
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = mulligan.imgui.no_such_name


@pytest.fixture
def linux(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A Linux without any display; returns its XDG_RUNTIME_DIR."""
    monkeypatch.setattr(platform, "system", lambda: "Linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    return tmp_path


def test_no_display_is_named(linux: Path) -> None:
    """Neither variable is set."""
    assert not environment.display_available()
    problem = environment.display_problem()
    assert problem is not None
    assert "DISPLAY" in problem
    assert "xvfb-run" in problem


def test_display_that_does_not_answer_is_named(linux: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable that was inherited from a session long gone is no display."""
    monkeypatch.setenv("DISPLAY", ":987")
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-987")
    problem = environment.display_problem()
    assert problem is not None
    assert "DISPLAY=:987" in problem
    assert "WAYLAND_DISPLAY=wayland-987" in problem


@pytest.mark.parametrize("absolute", [False, True])
def test_wayland_display_that_answers_is_available(
    linux: Path, monkeypatch: pytest.MonkeyPatch, absolute: bool
) -> None:
    """By its name in the runtime folder, or by its path."""
    path = linux / "wayland-5"
    monkeypatch.setenv("WAYLAND_DISPLAY", str(path) if absolute else path.name)
    assert not environment.display_available()
    with socket.socket(getattr(socket, "AF_UNIX", socket.AF_INET)) as server:
        here = Path.cwd()
        os.chdir(linux)  # a socket's path may have about a hundred characters only
        try:
            server.bind(path.name)
        finally:
            os.chdir(here)
        server.listen()
        assert environment.display_available()


@pytest.mark.parametrize("system", ["Windows", "Darwin"])
def test_other_systems_always_have_a_display(monkeypatch: pytest.MonkeyPatch, system: str) -> None:
    """There it is part of the system."""
    monkeypatch.setattr(platform, "system", lambda: system)
    monkeypatch.delenv("DISPLAY", raising=False)
    assert environment.display_available()

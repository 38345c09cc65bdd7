"""Where a module's imports come from."""

from __future__ import annotations

import ast
from types import ModuleType

import pytest

from mulligan.source import absolute_module, from_imports


def module_named(name: str, *, package: str | None) -> ModuleType:
    """A module as an import would leave it."""
    module = ModuleType(name)
    module.__package__ = package
    return module


@pytest.mark.parametrize(
    ("statement", "package", "expected"),
    [
        ("from a.b import c", "pkg", "a.b"),
        ("from . import c", "pkg", "pkg"),
        ("from .b import c", "pkg.sub", "pkg.sub.b"),
        ("from ..b import c", "pkg.sub", "pkg.b"),
        ("from .. import c", "pkg.sub", "pkg"),
        ("from ...b import c", "pkg.sub", ""),
        ("from .b import c", "", ""),
        ("from .b import c", None, "pkg.b"),
    ],
)
def test_relative_imports_are_resolved(statement: str, package: str | None, expected: str) -> None:
    """Dots are counted up from the package of the importing module."""
    node = ast.parse(statement).body[0]
    assert isinstance(node, ast.ImportFrom)
    assert absolute_module(module_named("pkg.gui", package=package), node) == expected


def test_from_imports_that_run_at_import_are_listed() -> None:
    """From-imports at the top and in blocks are listed, those in functions and classes are not."""
    text = (
        "from a import x, y as z\nimport os\n"
        "try:\n    from .b import q\nexcept ImportError:\n    from c import *\n"
        "def f():\n    from d import never\n"
        "if x:\n    with y:\n        from e import w\n"
    )
    assert from_imports(text, module_named("pkg.gui", package="pkg")) == [
        ("a", "x", "x"),
        ("a", "y", "z"),
        ("pkg.b", "q", "q"),
        ("c", "*", "*"),
        ("e", "w", "w"),
    ]


def test_text_that_is_not_python_imports_nothing() -> None:
    """A broken foreign module must not break a reload."""
    assert from_imports("from a import (", module_named("gui", package="")) == []

"""Nothing heavy is imported before it is needed."""

from __future__ import annotations

import pytest

from tests.support.journals import run_child

HEAVY = ("imgui_bundle", "numpy", "dill", "sqlite_utils", "rich", "zstandard")
NAME_HEAVY = f"import sys; print(*sorted(name for name in {HEAVY!r} if name in sys.modules))"


@pytest.mark.parametrize(
    "code",
    [
        "import mulligan",
        "import mulligan_store",
        "import mulligan; mulligan.HotReloader; mulligan.HotModule; mulligan.delegate",
        "import mulligan_store.journal",
        "from mulligan.cli.main import group; group.list_commands(None)",
    ],
)
def test_importing_brings_no_heavy_package_along(code):
    """What an app imports to be hot, and what a command imports to find itself, costs no heavy package."""
    assert run_child(f"{code}\n{NAME_HEAVY}").split() == []


def test_heavy_packages_would_be_seen():
    """The check finds a package that was imported."""
    assert run_child(f"import dill\n{NAME_HEAVY}").split() == ["dill"]


def test_importing_the_packages_imports_none_of_their_modules():
    """Each package's own file imports no module of the package, until a name is used."""
    code = (
        "import sys, mulligan, mulligan_store\n"
        "print(*(name for name in sys.modules if name.startswith('mulligan')))"
    )
    assert run_child(code).split() == ["mulligan", "mulligan_store"]

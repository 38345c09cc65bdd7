"""Other reloaders for Python, measured beside ours where they happen to be installed.

None is a dependency, not even of the tests: `pip install jurigged ipython limeade` adds their columns. Each
is driven as its own hook would drive it, without the wait of its file watcher.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import io
from collections.abc import Callable
from types import ModuleType

Prepare = Callable[[ModuleType], Callable[[], object]]

SLOW = ("jurigged",)
"""Those whose time grows with the square of the size: 12 seconds for one edit in 3,000 functions."""
SLOW_FROM = 1_000
"""Functions in a module from which on these are left out."""


def installed() -> tuple[str, ...]:
    """The peers that can be imported."""
    return tuple(name for name in _PEERS if importlib.util.find_spec(name) is not None)


def missing() -> tuple[str, ...]:
    """The peers that cannot."""
    return tuple(name for name in _PEERS if name not in installed())


def prepare(name: str, module: ModuleType) -> Callable[[], object]:
    """Let a peer adopt a module that was just imported; return what reloads it after an edit.

    Arguments:
        name: one of `installed()`.
    """
    return _PEERS[name](module)


def _jurigged(module: ModuleType) -> Callable[[], object]:
    # By name: type checkers are not to ask for what is not installed.
    registry = importlib.import_module("jurigged.register").registry
    registry.prepare(module.__name__, module.__file__)
    file = registry.get(module.__file__)
    refresh: Callable[[], object] = file.refresh
    return refresh


def _ipython(module: ModuleType) -> Callable[[], object]:
    reloader = importlib.import_module("IPython.extensions.autoreload").ModuleReloader()
    reloader.check_all = False
    reloader.enabled = True
    reloader.mark_module_reloadable(module.__name__)
    reloader.check(do_reload=False)
    if hasattr(reloader, "deduper_reloader"):  # since IPython 9: patches by comparing syntax trees
        reloader.deduper_reloader.update_sources()

    def check() -> None:
        with contextlib.redirect_stdout(io.StringIO()):
            reloader.check()

    return check


def _limeade(module: ModuleType) -> Callable[[], object]:
    refresh = importlib.import_module("limeade").refresh
    return lambda: refresh([module])


_PEERS: dict[str, Prepare] = {"jurigged": _jurigged, "IPython": _ipython, "limeade": _limeade}

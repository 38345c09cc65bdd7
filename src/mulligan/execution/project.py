"""Which loaded modules belong to the user's project, and not to a library.

Invariant: libraries are left as they are: their from-imports are not followed, and they stay
imported, since many cannot be imported twice in one process.
"""

from __future__ import annotations

import functools
import sys
import sysconfig
from collections.abc import Collection, Iterator
from pathlib import Path
from types import ModuleType

_SOURCES = (".py", ".pyw")


def project_modules(hot_names: Collection[str]) -> Iterator[ModuleType]:
    """Yield the loaded modules of the project that were made from Python files.

    Arguments:
        hot_names: what lies in the same top-level packages as these belongs to the project wherever
            it is installed.
    """
    tops = {name.partition(".")[0] for name in hot_names}
    for name, module in list(sys.modules.items()):
        if type(module) is ModuleType and (is_of_project(module) or name.partition(".")[0] in tops):
            yield module


def is_of_project(module: object) -> bool:
    """Whether a module was made from a Python file outside of the folders of libraries.

    Reads the module's dictionary and not its attributes: a `__getattr__` of the module must not run.
    """
    file = vars(module).get("__file__") if type(module) is ModuleType else None
    return isinstance(file, str) and file.endswith(_SOURCES) and not _is_in_library(str(Path(file).parent))


@functools.cache
def _is_in_library(folder: str) -> bool:
    return any(Path(folder).is_relative_to(each) for each in _library_folders())


@functools.cache
def _library_folders() -> tuple[Path, ...]:
    names = ("stdlib", "platstdlib", "purelib", "platlib")
    return tuple({Path(sysconfig.get_path(name)) for name in names})

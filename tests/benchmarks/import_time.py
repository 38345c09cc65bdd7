"""Starting Python with nothing but an import or a command of ours, against Python's bare start.

All run isolated (`-I`), one after the other in each round. What counts is the fastest of each: everything
that disturbs the start of a process makes it slower. A 1 under the name of a heavy package says that it was
imported.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.long_journals import append, small_entries
from tests.support.measuring import Records

ROUNDS = 15
HEAVY = ("imgui_bundle", "numpy", "dill", "sqlite_utils", "rich", "zstandard", "sqlite3", "click")

_COMMAND = "from mulligan.cli.main import main; main({words!r})"
_NAME_HEAVY = "; import sys; sys.stderr.write(' '.join(name for name in {names!r} if name in sys.modules))"
BARE = "python -c pass"


def run() -> Records:
    """Measure each; `added_ms` and the ratio are to Python's bare start."""
    with tempfile.TemporaryDirectory() as folder:
        journal = Path(folder) / "journal.db"
        append(journal, small_entries(1, 30))
        codes = {
            BARE: "pass",
            "import mulligan": "import mulligan",
            "import mulligan_store": "import mulligan_store",
            "mulligan.HotReloader": "import mulligan; mulligan.HotReloader",
            "mulligan_store.journal": "import mulligan_store.journal",
            "import imgui_bundle alone": "from imgui_bundle import imgui",
            "import mulligan.imgui": "import mulligan.imgui",
            "mulligan --help": _COMMAND.format(words=["--help"]),
            "mulligan log": _COMMAND.format(words=["log", "--journal", str(journal)]),
        }
        os.environ.setdefault("MULLIGAN_KEY_DIR", str(Path(folder) / "key"))
        spent: dict[str, list[float]] = {name: [] for name in codes}
        for _ in range(ROUNDS):
            for name, code in codes.items():
                spent[name].append(_start_ms(code))
        fastest = {name: min(times) for name, times in spent.items()}
        return {
            name: {
                "ms": fastest[name],
                "added_ms": fastest[name] - fastest[BARE],
                "ratio": fastest[name] / fastest[BARE],
                **dict.fromkeys(heavy_after(code), 1),
            }
            for name, code in codes.items()
        }


def heavy_after(code: str) -> list[str]:
    """The heavy packages that are imported once the code has run."""
    return _python(code + _NAME_HEAVY.format(names=HEAVY)).stderr.split()


def _start_ms(code: str) -> float:
    started = time.perf_counter()
    _python(code)
    return (time.perf_counter() - started) * 1000


def _python(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-I", "-c", code], check=True, capture_output=True, text=True, encoding="utf-8"
    )

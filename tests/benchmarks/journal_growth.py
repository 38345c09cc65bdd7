"""Bytes of 100 reloads, 1 of 50 keys changing, against 100 whole snapshots."""

from __future__ import annotations

import importlib
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import dill

from mulligan import HotModule, HotReloader
from tests.support.measuring import Records

RELOADS = 100
KEYS = 50


def run() -> Records:
    """Reload with the whole product, and weigh the journal against what `dill.dumps` gives each time."""
    app = SimpleNamespace(**{f"key_{number}": _value(number, 0) for number in range(KEYS)})
    with tempfile.TemporaryDirectory() as folder:
        sys.path.insert(0, folder)
        path = Path(folder) / "bench_growth.py"
        path.write_text("A = 0\n", encoding="utf-8")
        importlib.invalidate_caches()
        importlib.import_module("bench_growth")
        HotReloader.reset()
        journal = Path(folder) / "journal.db"
        HotReloader.configure(journal=journal, trial_calls=0)
        HotReloader.register(HotModule("bench_growth", path, list(vars(app)), []))
        whole = 0
        try:
            for number in range(1, RELOADS + 1):
                setattr(app, f"key_{number % KEYS}", _value(number % KEYS, number))
                path.write_text(f"A = {number}\n", encoding="utf-8")
                if not HotReloader.reload_all(app):
                    raise RuntimeError(HotReloader.last_error)
                whole += len(dill.dumps(vars(app)))
        finally:
            HotReloader.reset()
            sys.path.remove(folder)
            sys.modules.pop("bench_growth", None)
        written = journal.stat().st_size
    return {
        f"{RELOADS} reloads": {"journal_bytes": written, "whole_bytes": whole, "ratio": written / whole},
    }


def _value(key: int, version: int) -> list[dict[str, Any]]:
    return [
        {"key": key, "version": version, "row": row, "text": f"{key}.{version}.{row}" * 3}
        for row in range(200)
    ]

"""Verifies the journal while the app goes on.

Invariant: another process does it, `mulligan verify`: a second look at the file from this one would hold up
the frames that read the journal, or, closing the file, drop the locks that SQLite holds on it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from pathlib import Path

from mulligan.dashboard.background import Background, Breathe
from mulligan.dashboard.words import safe

_MOST_SHOWN = 50
_LOOK_S = 0.05


@dataclass(frozen=True)
class Verified:
    """What became of it: whether the journal is sound, one sentence, and what is wrong with it."""

    sound: bool
    text: str
    problems: tuple[str, ...] = ()


class Verification:
    """Verifies one journal at a time.

    Arguments:
        wake: asks for a frame once a result is there.
    """

    def __init__(self, wake: Callable[[], None]) -> None:
        self.background = Background[Verified](wake)

    def ask(self, journal: Path, asked: Hashable) -> Verified | None:
        """The result for this asking; None while it is worked on."""
        outcome = self.background.ask((journal, asked), lambda breathe: _verified(journal, breathe))
        if outcome is None:
            return None
        return outcome.value or Verified(False, f"it could not be verified: {safe(outcome.problem, 400)}")


def _verified(journal: Path, breathe: Breathe) -> Verified:
    command = [sys.executable, "-m", "mulligan", "verify", "--journal", str(journal), "--json"]
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    try:
        printed = _output(process, breathe)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
    try:
        report = json.loads(printed)
        entries, sound, problems = int(report["entries"]), bool(report["sound"]), list(report["problems"])
    except (ValueError, KeyError, TypeError):
        return Verified(False, "it could not be verified: `mulligan verify` gave no result")
    counted = f"{entries:,} {'entry' if entries == 1 else 'entries'}"
    if sound:
        return Verified(True, f"sound: {counted}, each as you signed it")
    shown = tuple(safe(str(each), 400) for each in problems[:_MOST_SHOWN])
    return Verified(False, f"not sound: {counted}, {len(problems):,} found wrong", shown)


def _output(process: subprocess.Popen[bytes], breathe: Breathe) -> bytes:
    while True:
        try:
            return process.communicate(timeout=_LOOK_S)[0]
        except subprocess.TimeoutExpired:
            breathe()

"""Where journals live, and where the user's key lives: never in the same folder.

Invariant: nothing here creates a file or a folder; asking where a journal is leaves no trace.

Environment: `MULLIGAN_JOURNAL` names the journal; `MULLIGAN_STATE_DIR` and `MULLIGAN_KEY_DIR`
replace the platform's folders, for tests and for machines whose home is not writable.
"""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
_MAX_NAME_LENGTH = 60


def state_folder() -> Path:
    """Return the folder that holds one journal per app."""
    chosen = os.environ.get("MULLIGAN_STATE_DIR")
    if chosen:
        return Path(chosen)
    from platformdirs import user_state_path

    # A folder of its own: on macOS and Windows the folders for state and configuration are the same.
    return user_state_path("mulligan", appauthor=False) / "journals"


def key_folder() -> Path:
    """Return the folder that holds the user's signing key and the kept heads."""
    chosen = os.environ.get("MULLIGAN_KEY_DIR")
    if chosen:
        return Path(chosen)
    from platformdirs import user_config_path

    return user_config_path("mulligan", appauthor=False) / "keys"


def default_journal(app_name: str) -> Path:
    """Return the path of an app's journal in the state folder.

    Arguments:
        app_name: any text; what a file name cannot hold everywhere is replaced, and a short digest
            keeps apps apart whose names would then be the same.
    """
    name = re.sub(r"[^a-z0-9._-]+", "-", app_name.lower()).strip(".-")[:_MAX_NAME_LENGTH]
    if name != app_name or not name or _RESERVED.fullmatch(name):
        distinct = hashlib.sha256(app_name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
        name = f"{name or 'app'}-{distinct}"
        name = f"app-{name}" if _RESERVED.fullmatch(name) else name
    return state_folder() / f"{name}.db"


def newest_journal() -> Path | None:
    """Return the journal in the state folder that was written last, None if there is none."""
    try:
        journals = [path for path in state_folder().glob("*.db") if path.is_file()]
    except OSError:
        # A folder that may not be listed offers no journal; naming one explicitly still works.
        return None
    return max(journals, key=_last_written_ns, default=None)


def _last_written_ns(journal: Path) -> int:
    log = journal.with_name(f"{journal.name}-wal")
    return max(path.stat().st_mtime_ns for path in (journal, log) if path.exists())


def find_journal(explicit: Path | None = None) -> Path | None:
    """Return the journal a command is about.

    The explicit one, else the one that `MULLIGAN_JOURNAL` names, else the one written last. A named
    journal need not exist; opening it says what is wrong with it.
    """
    if explicit is not None:
        return explicit
    chosen = os.environ.get("MULLIGAN_JOURNAL")
    return Path(chosen) if chosen else newest_journal()

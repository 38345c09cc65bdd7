"""Track files, and agents that live until they are told to end."""

from __future__ import annotations

from pathlib import Path

DEADLINE_S = 30.0
"""Far more than anything here needs; only a defect reaches it."""

STAYING_AGENT = """
import pathlib, sys, threading
print("working", flush=True)
while not pathlib.Path(sys.argv[1]).exists():
    threading.Event().wait(0.01)
print("finished", flush=True)
"""


class TrackFolderMaker:
    """Writes track files into a folder, and the signal files that its staying agents wait for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "stay.py").write_text(STAYING_AGENT, encoding="utf-8")

    def write(self, name: str, text: str) -> Path:
        """Write one file as it is."""
        file = self.folder / name
        file.write_text(text, encoding="utf-8")
        return file

    def track(self, name: str, *tickets: tuple[str, str, list[str]]) -> Path:
        """Write a track of (id, command, depends_on)."""
        parts = [f'title = "Track {name}"\n']
        for ticket_id, command, depends_on in tickets:
            parts.append(
                f"[[tickets]]\nid = '{ticket_id}'\ntitle = 'Ticket {ticket_id}'\n"
                f"command = '''{command}'''\ndepends_on = {depends_on!r}\n"
            )
        return self.write(f"{name}.toml", "\n".join(parts))

    def release(self, signal: str) -> None:
        """Let the agents `{python} stay.py SIGNAL` end."""
        (self.folder / signal).touch()

"""Mission control is killed: its agents, and what they started, end too."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.mission_control import DEADLINE_S

AGENT = """
import signal, socket, subprocess, sys, threading
if "deaf" in sys.argv:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
if "child" not in sys.argv:
    subprocess.Popen([sys.executable, *sys.argv, "child"])
line = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
line.sendall(b"up")
threading.Event().wait()
"""

APP = """
import pathlib, sys, threading
from mulligan_mma.runner import Runner, RunOrder
runner = Runner()
folder = pathlib.Path(sys.argv[1])
runner.start(RunOrder(("track", "ticket"), [sys.executable, "agent.py", *sys.argv[2:]], folder))
threading.Event().wait()
"""


@pytest.mark.parametrize("manner", ["polite", "deaf"])
def test_an_app_that_is_killed_leaves_no_agent(manner: str, tmp_path: Path) -> None:
    """Neither the agent nor its child outlives it, whether they listen or not: their lines are cut."""
    (tmp_path / "agent.py").write_text(AGENT, encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(DEADLINE_S)
        port = str(server.getsockname()[1])
        with subprocess.Popen([sys.executable, "-c", APP, str(tmp_path), port, manner]) as app:
            try:
                lines = [server.accept()[0] for _ in range(2)]
                for line in lines:
                    line.settimeout(DEADLINE_S)
                    assert line.recv(2) == b"up"
            finally:
                app.kill()
        for line in lines:
            with line:
                assert rest_of(line) == b""


def rest_of(line: socket.socket) -> bytes:
    """What still comes over a line until its other end is gone."""
    try:
        return line.recv(10)
    except ConnectionResetError:
        return b""

"""Agents as real processes: their output, their end, and what is left of them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from mulligan_mma.runner import Run, Runner, RunOrder

Wait = Callable[[Runner, Callable[[], bool]], None]
Lines = Callable[[Run], list[str]]


def python(code: str, folder: Path, *, max_lines: int = 1_000) -> RunOrder:
    """An agent that runs a line of Python."""
    return RunOrder(("track", "ticket"), [sys.executable, "-c", code], folder, max_lines=max_lines)


def finish(runner: Runner, order: RunOrder, wait_until: Wait) -> Run:
    """Run an agent to its end."""
    run = runner.start(order)
    wait_until(runner, lambda: run.ended)
    return run


def test_stdout_and_stderr_arrive_merged_and_in_order(
    runner: Runner, wait_until: Wait, lines: Lines, tmp_path: Path
) -> None:
    """One stream a ticket, as a terminal would show it."""
    code = "import sys\nfor n in range(3): print(n, file=(sys.stdout, sys.stderr)[n % 2])"
    run = finish(runner, python(code, tmp_path), wait_until)
    assert lines(run) == ["0", "1", "2"]
    assert run.news_after(3).exit_code == 0


def test_output_is_live(runner: Runner, wait_until: Wait, lines: Lines, tmp_path: Path) -> None:
    """A line is there while its process still runs, without a flush by the agent."""
    run = runner.start(python("import threading; print('up'); threading.Event().wait(60)", tmp_path))
    wait_until(runner, lambda: lines(run) == ["up"])
    assert not run.ended


def test_news_are_taken_once(runner: Runner, tmp_path: Path) -> None:
    """A window that sleeps is woken by what an agent writes, and by nothing else."""
    run = runner.start(python("print('up')", tmp_path))
    run.thread.join()
    assert run.ended
    assert (runner.take_news(), runner.take_news()) == (True, False)


def test_a_command_that_does_not_exist_says_so_in_its_stream(
    runner: Runner, wait_until: Wait, lines: Lines, tmp_path: Path
) -> None:
    """A typing error in a track fails one ticket, with the reason where one looks."""
    run = finish(runner, RunOrder(("t", "a"), ["no-such-agent-here"], tmp_path), wait_until)
    assert run.news_after(0).exit_code is None
    assert "cannot run 'no-such-agent-here'" in lines(run)[0]


def test_a_missing_folder_says_so(runner: Runner, wait_until: Wait, lines: Lines, tmp_path: Path) -> None:
    """The folder of a track may be deleted while the app runs."""
    run = finish(runner, python("print(1)", tmp_path / "gone"), wait_until)
    assert "gone" in lines(run)[0]


def test_bytes_that_are_not_utf_8_are_replaced(
    runner: Runner, wait_until: Wait, lines: Lines, tmp_path: Path
) -> None:
    """No output ends the reader."""
    code = r"import sys; sys.stdout.buffer.write(b'caf\xe9 \xf0\x9f\x9a\x80\n')"
    run = finish(runner, python(code, tmp_path), wait_until)
    assert lines(run) == ["caf\N{REPLACEMENT CHARACTER} \N{ROCKET}"]


def test_huge_output_is_bounded_and_counted(
    runner: Runner, wait_until: Wait, lines: Lines, tmp_path: Path
) -> None:
    """Fifty thousand lines cost the memory of the last hundred."""
    run = finish(runner, python("for n in range(50_000): print(n)", tmp_path, max_lines=100), wait_until)
    assert lines(run) == [str(n) for n in range(49_900, 50_000)]
    assert run.news_after(0).missed == 49_900
    assert run.news_after(49_950).lines == tuple(str(n) for n in range(49_950, 50_000))


def test_a_line_without_end_arrives_in_pieces(
    runner: Runner, wait_until: Wait, lines: Lines, tmp_path: Path
) -> None:
    """An agent that never ends its line does not fill the memory."""
    run = finish(runner, python("print('x' * 10_000, end='')", tmp_path), wait_until)
    assert [len(line) for line in lines(run)] == [4_000, 4_000, 2_000]


def test_the_working_directory_is_the_track_folder(
    runner: Runner, wait_until: Wait, lines: Lines, tmp_path: Path
) -> None:
    """A track may come with files of its own."""
    run = finish(runner, python("import os; print(os.getcwd())", tmp_path), wait_until)
    assert Path(lines(run)[0]).samefile(tmp_path)


def test_an_agent_reads_no_input(runner: Runner, wait_until: Wait, lines: Lines, tmp_path: Path) -> None:
    """An agent that asks a question ends instead of waiting for an answer nobody can give."""
    run = finish(runner, python("import sys; print(repr(sys.stdin.read()))", tmp_path), wait_until)
    assert lines(run) == ["''"]


def test_stop_ends_a_process(runner: Runner, wait_until: Wait, lines: Lines, tmp_path: Path) -> None:
    """A stopped run is known from one that failed by itself."""
    run = runner.start(python("import threading; print('up'); threading.Event().wait(60)", tmp_path))
    wait_until(runner, lambda: lines(run) == ["up"])
    run.stop()
    wait_until(runner, lambda: run.ended)
    assert run.news_after(0).stopped
    assert run.news_after(0).exit_code != 0


def test_stop_before_the_process_exists_is_not_lost(runner: Runner, wait_until: Wait, tmp_path: Path) -> None:
    """The order of two clicks in one frame does not matter."""
    run = runner.start(python("import threading; threading.Event().wait(60)", tmp_path))
    run.stop()
    wait_until(runner, lambda: run.ended)
    assert run.news_after(0).stopped


DEAF = "import signal, threading; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up'); {rest}"


def test_close_kills_what_does_not_listen(wait_until: Wait, lines: Lines, tmp_path: Path) -> None:
    """Quitting is bounded, whatever the agents think of it."""
    runner = Runner()
    deaf = DEAF.format(rest="[threading.Event().wait(1) for _ in range(60)]")
    polite = runner.start(python("import threading; print('up'); threading.Event().wait(60)", tmp_path))
    stubborn = runner.start(python(deaf, tmp_path))
    wait_until(runner, lambda: lines(polite) == lines(stubborn) == ["up"])
    assert runner.close(grace_s=0.5) <= 1
    assert polite.ended
    assert stubborn.ended
    assert runner.close() == 0


def test_a_child_of_an_agent_ends_with_it(
    runner: Runner, wait_until: Wait, lines: Lines, tmp_path: Path
) -> None:
    """Nothing an agent started is left behind: the pipe ends only when its last holder has."""
    code = (
        "import subprocess, sys\n"
        "subprocess.Popen([sys.executable, '-c', "
        "'import threading; print(\"child\", flush=True); threading.Event().wait(60)']).wait()"
    )
    run = runner.start(python(code, tmp_path))
    wait_until(runner, lambda: lines(run) == ["child"])
    run.stop()
    wait_until(runner, lambda: run.ended)
    assert run.news_after(0).stopped


def test_a_closed_runner_starts_nothing(tmp_path: Path) -> None:
    """No agent is started behind the back of a quitting app."""
    runner = Runner()
    runner.close()
    with pytest.raises(RuntimeError, match="closing"):
        runner.start(python("print(1)", tmp_path))


def test_run_ids_are_never_used_twice(runner: Runner, wait_until: Wait, tmp_path: Path) -> None:
    """A ticket from a journal can never be taken for one of this process's runs."""
    runs = [finish(runner, python("", tmp_path), wait_until) for _ in range(2)]
    assert len({run.id for run in runs} | {Run(python("", tmp_path), runner._news, runner._guard).id}) == 3

"""Tokens and money are what agents say, summed by role, and nothing an agent prints breaks that."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mulligan_mma.app import App
from mulligan_mma.tickets import Ticket, Track
from mulligan_mma.usage import MAX_TOKENS, Usage, add_usage, parse_usage, total
from tests.support.mission_control import DEADLINE_S, TrackFolderMaker


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('{"input_tokens": 5}', ("", Usage(1, 5, 0, 0.0))),
        (
            '  {"role": "tester", "output_tokens": 2, "cost_usd": 0.5}\n',
            ("tester", Usage(1, 0, 2, 0.5)),
        ),
        ('{"usage": {"prompt_tokens": 3, "completion_tokens": 4}}', ("", Usage(1, 3, 4, 0.0))),
        ('{"cost_usd": 1}', ("", Usage(1, 0, 0, 1.0))),
        ('{"input_tokens": -5}', None),
        ('{"input_tokens": true}', None),
        ('{"cost_usd": NaN}', None),
        ('{"cost_usd": 1e400}', None),
        ('{"input_tokens": "5"}', None),
        ('{"role": 3, "input_tokens": 5}', None),
        ('{"status": "fine"}', None),
        ('["input_tokens", 5]', None),
        ("{not json}", None),
        ("{" * 5_000 + "}", None),
        ("input_tokens 5", None),
    ],
)
def test_a_line_is_a_usage_line_or_it_is_output(line: str, expected: object) -> None:
    """Numbers that make no sense are not counted."""
    assert parse_usage(line) == expected


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.integers() | st.text(), st.lists))
def test_whatever_stands_in_the_object_the_sum_stays_finite(value: object) -> None:
    """An agent may print any JSON at all."""
    found = parse_usage(json.dumps({"input_tokens": value, "cost_usd": value}))
    assert found is None or 0 <= found[1].input_tokens <= MAX_TOKENS


def test_sums_are_kept_by_role() -> None:
    """Each role has its own row, and they add up."""
    sums: dict[str, Usage] = {}
    add_usage(sums, [("a", Usage(1, 1, 2, 0.5)), ("b", Usage(1, 1, 1, 0.0)), ("a", Usage(1, 1, 2, 0.5))])
    assert sums == {"a": Usage(2, 2, 4, 1.0), "b": Usage(1, 1, 1, 0.0)}
    assert total(sums) == Usage(3, 3, 5, 1.0)


def test_a_run_that_is_told_twice_is_counted_once() -> None:
    """After a rollback the output of a run is taken over again."""
    ticket = Ticket("a", "A", "x", role="planner")
    for _ in range(2):
        ticket.usages["run 1"] = {"": Usage(1, 10, 1, 0.1), "reviewer": Usage(1, 1, 1, 0.0)}
    ticket.usages["run 2"] = {"": Usage(1, 5, 1, 0.1)}
    assert ticket.usage_by_role() == {"planner": Usage(2, 15, 2, 0.2), "reviewer": Usage(1, 1, 1, 0.0)}
    track = Track("t", "T", Path("t.toml"), [ticket, Ticket("b", "B", "x")])
    assert track.usage_by_role() == ticket.usage_by_role()


def test_usage_lines_that_were_dropped_from_the_output_are_counted(
    app: App, folder: TrackFolderMaker
) -> None:
    """However little output is kept, no report is missed."""
    app.max_output_lines = 3
    agent = folder.write("spend.py", 'for n in range(500): print(\'{"input_tokens": 2, "cost_usd": 0.5}\')')
    folder.track("t", ("a", f"{{python}} {agent.name}", []))
    app.load_tracks(folder.folder)
    app.start()
    assert app.wait_idle(DEADLINE_S)
    track = app.active_track
    assert track is not None
    assert len(track.tickets[0].output) == 3
    assert track.usage_by_role() == {"agent": Usage(500, 1_000, 0, 250.0)}

"""What C pickle refuses, written by Mulligan and by dill: both must read back as the same graph."""

from __future__ import annotations

import dill
import pytest
from hypothesis import given, settings

from mulligan import heap, snapshot
from mulligan.snapshot.pickler import CannotWrite, fast_dumps
from tests.support import function_graphs as graphs

EXAMPLES = settings(max_examples=100, deadline=None)


@EXAMPLES
@given(graphs.specs)
def test_fast_pickler_writes_what_dill_writes(nodes: list[graphs.Spec]) -> None:
    """Cells, local classes, methods and proxies give the same graph; weak references are refused."""
    made = graphs.build(nodes)
    if graphs.has_weak(*made):
        with pytest.raises(CannotWrite, match="a weak reference"):
            fast_dumps(made, graphs.App(), {})
        return
    fast = dill.loads(fast_dumps(made, graphs.App(), {}))
    slow = dill.loads(dill.dumps(made, protocol=5))
    assert graphs.form(*fast) == graphs.form(*made)
    assert graphs.form(*slow) == graphs.form(*made)


@EXAMPLES
@given(graphs.specs)
def test_snapshot_of_an_app_reads_back_as_dill_would_have_it(nodes: list[graphs.Spec]) -> None:
    """Every key is written, and aliases between keys hold."""
    made = graphs.build(nodes, weak=False)
    app, keys = graphs.app_of(made)
    encoded = snapshot.encode(heap.capture(app, keys))
    assert {summary.stored for summary in encoded.keys} == {"snapshot"}
    read = snapshot.decode(encoded.groups, app=app)
    slow = dill.loads(dill.dumps([getattr(app, key) for key in keys], protocol=5))
    assert graphs.form(*(read[key] for key in keys)) == graphs.form(*slow)

"""The table of aims is no kinder than the numbers."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from tests.benchmarks import overview
from tests.benchmarks.plots import draw
from tests.benchmarks.running import names


def edit_ratios(*ratios):
    """Numbers of the first subject, as its benchmark gives them."""
    sizes = ("10 functions", "300 functions", "3000 functions")
    return {"engine_edit": {size: {"ratio": ratio} for size, ratio in zip(sizes, ratios, strict=False)}}


@pytest.mark.parametrize(
    ("ratios", "verdict"),
    [
        ((1.5, 0.25, 0.03), "reached"),
        ((1.51, 0.25, 0.03), "missed"),
        ((1.0, 0.2, 0.04), "missed"),
        ((1.0, 0.2), "not measured"),
        ((1.6, 0.2), "missed"),
    ],
)
def test_one_figure_over_its_aim_is_a_miss(ratios, verdict):
    """A line is reached only if every figure of it was measured and is at most its aim."""
    (row,) = overview.rows(edit_ratios(*ratios))
    assert row.verdict == verdict


def test_every_line_comes_from_a_benchmark():
    """No line of the table names a benchmark that is not there."""
    assert {subject.benchmark for subject in overview.SUBJECTS} <= set(names())


def test_what_was_not_run_has_no_line():
    """The table of one benchmark holds the lines of that one alone."""
    assert overview.rows({"journal_growth": {}})[0].verdict == "not measured"
    assert overview.rows({}) == []


def test_a_plot_has_a_line_for_each_curve(tmp_path):
    """A curve is drawn for every column that two sizes or more have, and for no other."""
    sizes = (10, 300, 3_000)
    numbers = {f"{size} functions": {"engine_ms": 1.0, "reload_ms": 0.1 * size} for size in sizes}
    numbers["10 functions"]["jurigged_ms"] = 8.0
    (path,) = draw({"engine_edit": numbers}, tmp_path)
    texts = [each.text for each in ElementTree.parse(path).iter("{http://www.w3.org/2000/svg}text")]
    assert "importlib.reload" in texts
    assert "jurigged" not in texts

"""Old code and classes are freed once nothing runs or holds them."""

from __future__ import annotations

from tests.benchmarks.thousand_reloads import run


def test_reloads_good_and_bad_leave_nothing_behind(reloader):
    """After sixty reloads there are no more functions, classes and modules than after ten."""
    counts = run(60)
    growth = {name: each["after all"] - each["after ten"] for name, each in counts.items()}
    assert abs(growth["functions' code objects"]) <= 3, growth
    assert abs(growth["classes"]) <= 3, growth
    assert growth["modules"] == 0, growth
    assert growth["objects"] < 400, growth

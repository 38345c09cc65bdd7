"""A hot module in the registry is well formed."""

from __future__ import annotations

from pathlib import Path

import pytest

from mulligan.errors import RegistrationError
from mulligan.registry import HotModule, Registry


def test_a_hot_module_keeps_what_it_was_given():
    """Names become tuples, doubles are one, and the path is meant from where it was given."""
    hot = HotModule(
        "pkg.gui", "gui.py", ["rows", "rows", "note"], ["render"], live_keys={"lock"}, redact=["note"]
    )
    assert hot.state_keys == ("rows", "note")
    assert hot.file_path == "gui.py"
    assert hot.path == Path.cwd() / "gui.py"
    assert hot.live_keys == ("lock",)
    assert hot.reexecute == "changed"


@pytest.mark.parametrize("target", ["render", "pkg.gui:render", "pkg.gui.render"])
def test_a_target_may_be_written_in_three_ways(target):
    """function, module:function and module.function name the same function."""
    assert list(HotModule("pkg.gui", None, [], [target]).target_functions()) == [("pkg.gui", "render")]


@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        (("not a name", None, [], []), {}),
        (("", None, [], []), {}),
        ((5, None, [], []), {}),
        (("gui", None, "rows", []), {}),
        (("gui", None, [], "render"), {}),
        (("gui", None, ["1st"], []), {}),
        (("gui", None, [7], []), {}),
        (("gui", None, [], ["a b"]), {}),
        (("gui", None, [], ["a:b:c"]), {}),
        (("gui", None, ["x"], []), {"live_keys": ["x"]}),
        (("gui", None, [], []), {"reexecute": "sometimes"}),
    ],
)
def test_a_wrong_description_is_refused(arguments, options):
    """What is wrong with a description is said when it is made."""
    with pytest.raises(RegistrationError):
        HotModule(*arguments, **options)


def test_the_registry_unites_the_keys_of_its_modules():
    """State keys of all modules count once; a key captured by one module is not live for another."""
    registry = Registry()
    registry.register(HotModule("a", None, ["rows", "note"], [], live_keys=["lock"]))
    registry.register(HotModule("b", None, ["rows"], [], live_keys=["note", "socket"], redact=["rows"]))
    assert registry.state_keys == ("rows", "note")
    assert registry.live_keys == ("lock", "socket")
    assert registry.redacted_keys == ("rows",)


def test_unregistering_an_unknown_name_is_refused():
    """The names that are known are told."""
    registry = Registry()
    registry.register(HotModule("a", None, [], []))
    with pytest.raises(RegistrationError, match="'a'"):
        registry.unregister("b")
    registry.unregister("a")
    assert registry == {}

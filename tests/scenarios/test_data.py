"""Module-level data: what keeps its run-time value, and what takes the value of the new text."""

from __future__ import annotations

from tests.support.engine_cases import Edit
from tests.support.engine_since import since


def test_untouched_list_keeps_what_it_gathered(edit: Edit) -> None:
    """Data whose statement did not change keeps its identity and what it gathered."""
    items = edit.module.ITEMS
    edit.module.add("before")
    for version in edit.versions():
        assert edit.module.ITEMS is items
        assert items[0] == "before"
        assert "from the edit" not in items
        assert edit.module.add(version) == version
        assert items.pop() == version
        assert hasattr(edit.module, "OTHER") == (version == 2)


def test_name_bound_again_at_run_time_stays(edit: Edit) -> None:
    """A name that the running program bound again keeps that value through an unrelated edit."""
    edit.module.select("chosen")
    for version in edit.versions():
        assert edit.module.shown() == ("chosen", version)


def test_changed_value_is_taken(edit: Edit) -> None:
    """A changed value is taken, and functions that read it see it at once."""
    title = edit.app.title = edit.module.title
    for version in edit.versions():
        assert title() == edit.module.TITLE == {1: "one", 2: "two"}[version]


def test_computed_value_follows(edit: Edit) -> None:
    """Values computed from a changed one are computed again, step by step."""
    for version in edit.versions():
        assert (3 * version, f"area {3 * version}") == (edit.module.AREA, edit.module.LABEL)
    assert isinstance(edit.error, ZeroDivisionError)


def test_value_from_an_edited_function_stays(edit: Edit) -> None:
    """A value that a function returned at import stays when only the body of the function changed."""
    for version in edit.versions():
        assert edit.module.measure() == version
        assert edit.module.SIZE == 1


def test_group_of_additions_is_run_as_one(edit: Edit) -> None:
    """A name built by several statements is built again as a whole: nothing is added twice."""
    for version in edit.versions():
        assert edit.module.total == {1: 111, 2: 121}[version]


def test_table_filled_by_statements_is_filled_again(edit: Edit) -> None:
    """A table filled by `T[key] = ...` statements is built again when one of them changed."""
    for version in edit.versions():
        assert {
            1: {"open": "ctrl+o", "save": "ctrl+s"},
            2: {"open": "ctrl+o", "save": "ctrl+shift+s", "quit": "ctrl+q"},
        }[version] == edit.module.KEYS


def test_attributes_set_by_statements_are_set_again(edit: Edit) -> None:
    """An object whose attributes are set by statements has those of the new text."""
    for version in edit.versions():
        assert vars(edit.module.CONFIG) == {"size": version, "title": "app"}


def test_star_unpacking_is_followed(edit: Edit) -> None:
    """Names bound by star unpacking follow; added ones come, and leave with an undo."""
    for version in edit.versions():
        assert (edit.module.first, edit.module.rest) == {1: (1, [2, 3]), 2: (2, [3])}[version]
        assert hasattr(edit.module, "last") == (version == 2)


def test_assignment_expression_binds_its_name(edit: Edit) -> None:
    """A name bound by `:=` follows like any other."""
    for version in edit.versions():
        assert (edit.module.limit, edit.module.big) == {1: (10, True), 2: (3, False)}[version]


def test_chained_assignment_binds_one_object(edit: Edit) -> None:
    """Names bound by one chained assignment go on naming one object."""
    for version in edit.versions():
        assert edit.module.left is edit.module.right
        assert edit.module.left == {1: [], 2: [2]}[version]


def test_removed_name_leaves_the_module(edit: Edit) -> None:
    """A name that left the source leaves the module."""
    for version in edit.versions():
        assert hasattr(edit.module, "COLOUR") == (version == 1)
        assert version == edit.module.WIDTH


def test_deleted_helper_name_stays_away(edit: Edit) -> None:
    """A helper name that the text deletes again is not left behind."""
    for version in edit.versions():
        assert {1: "ab", 2: "abc"}[version] == edit.module.NAME
        assert not hasattr(edit.module, "_parts")


def test_loop_fills_its_table_again(edit: Edit) -> None:
    """A table filled by a loop at module level is filled again when the loop changed."""
    for version in edit.versions():
        assert {1: {0: 0, 1: 1, 2: 2}, 2: {0: 0, 1: 2, 2: 4, 3: 6}}[version] == edit.module.TABLE


def test_condition_chooses_another_definition(edit: Edit) -> None:
    """A condition that reads a changed constant chooses the other function and class."""
    for version in edit.versions():
        assert edit.module.speed() == {1: "slow", 2: "fast"}[version]
        assert edit.module.Engine.gears == {1: 3, 2: 6}[version]


def test_function_under_a_condition_follows(edit: Edit) -> None:
    """A function defined under a condition follows, also where it is held."""
    render = edit.app.render = edit.module.render
    for version in edit.versions():
        assert render() == version
        assert edit.module.render is render


def test_try_statement_is_run_as_one(edit: Edit) -> None:
    """A `try` statement is run as a whole; names of a branch no longer taken are not made."""
    for version in edit.versions():
        assert {1: -1, 2: 0.5}[version] == edit.module.RATIO
        assert not hasattr(edit.module, "error")


def test_with_statement_is_run_as_one(edit: Edit) -> None:
    """A `with` statement at module level is run as a whole."""
    for version in edit.versions():
        assert version == edit.module.VALUE


def test_match_statement_is_run_as_one(edit: Edit) -> None:
    """A `match` statement at module level is run again when what it reads changed."""
    for version in edit.versions():
        assert {1: "linux 64", 2: "macos"}[version] == edit.module.NAME


def test_reformatting_executes_nothing(edit: Edit) -> None:
    """Comments, blank lines and another layout of the same value execute nothing."""
    sizes = edit.module.SIZES
    sizes.append("kept")
    for _ in edit.versions():
        assert edit.module.SIZES is sizes
        assert sizes == [1, 2, 3, "kept"]


def test_annotation_alone_keeps_the_value(edit: Edit) -> None:
    """Annotations of module names follow; an annotated value that did not change stays."""
    items = edit.module.items
    items.append("kept")
    for version in edit.versions():
        assert edit.module.items is items
        assert not hasattr(edit.module, "count")
        assert edit.module.__annotations__["count"] is {1: int, 2: float}[version]
        assert ("limit" in edit.module.__annotations__) == (version == 2)


def test_data_becomes_a_function(edit: Edit) -> None:
    """A name may become a function."""
    for version in edit.versions():
        assert (edit.module.label if version == 1 else edit.module.label()) == {1: "one", 2: "two"}[version]


def test_function_becomes_data(edit: Edit) -> None:
    """A function may become data; who holds the function can still call it."""
    held = edit.app.held = edit.module.label
    for version in edit.versions():
        assert held() == "one"
        assert (edit.module.label() if version == 1 else edit.module.label) == {1: "one", 2: "two"}[version]


def test_class_becomes_a_function(edit: Edit) -> None:
    """A class may become a function; its old instances live on."""
    old = edit.app.old = edit.module.make("a")
    for version in edit.versions():
        assert old.name == "a"
        assert edit.module.make("a").name == "a" * version
        assert isinstance(edit.module.make, type) == (version == 1)


def test_function_becomes_a_class(edit: Edit) -> None:
    """A function may become a class."""
    for version in edit.versions():
        assert isinstance(edit.module.make, type) == (version == 2)
        made = edit.module.make("a")
        assert (made if version == 1 else made.name) == "a"


def test_alias_of_replaced_data_keeps_the_old(edit: Edit) -> None:
    """Data whose statement changed is a new object, as in Python; an alias keeps the old one."""
    held = edit.app.palette = edit.module.PALETTE
    for version in edit.versions():
        assert held == ["red", "green"]
        assert ["red", {1: "green", 2: "blue"}[version]] == edit.module.PALETTE
        assert (edit.module.PALETTE is held) == (version == 1)


def test_statement_with_an_effect_is_run_as_written(edit: Edit) -> None:
    """A changed statement that works by its effect is run as written, on what is there: both entries stay."""
    for version in edit.versions():
        assert ["one", "two"][:version] == edit.module.LOG


def test_instance_made_by_an_untouched_statement_stays(edit: Edit) -> None:
    """An object that an unchanged statement made stays, with its state, when its class changed."""
    window = edit.module.WINDOW
    window.open = True
    for version in edit.versions():
        assert edit.module.WINDOW is window
        assert (window.open, window.title()) == (True, version)


def test_merged_dictionary_follows_its_parts(edit: Edit) -> None:
    """A dictionary merged out of others follows when one of them changed."""
    for version in edit.versions():
        assert {"colour": {1: "red", 2: "blue"}[version], "width": 1} == edit.module.STYLE


def test_comprehension_follows_what_it_reads(edit: Edit) -> None:
    """A comprehension at module level is evaluated again when what it reads changed."""
    for version in edit.versions():
        assert list(edit.module.UPPER.values()) == ["A", "B", "C"][: version + 1]
        assert not hasattr(edit.module, "name")


def test_order_of_names_is_restored(edit: Edit) -> None:
    """An undo restores the order of the names in the module as well."""
    before = [name for name in vars(edit.module) if not name.startswith("__")]
    for version in edit.versions():
        names = [name for name in vars(edit.module) if not name.startswith("__")]
        assert set(names) == ({"alpha", "beta", "gamma"} if version == 1 else {"alpha", "gamma", "delta"})
        if version == 1:
            assert names == before


@since(3, 12)
def test_type_alias_statement_follows(edit: Edit) -> None:
    """A `type` statement is evaluated again when it changed."""
    for version in edit.versions():
        assert edit.module.Names.__value__ == {1: list[str], 2: dict[str, int]}[version]


def test_value_moved_above_its_reader(edit: Edit) -> None:
    """Statements are executed in the order of the new text."""
    for version in edit.versions():
        assert (version, 3 * version) == (edit.module.WIDTH, edit.module.AREA)


def test_value_set_back_keeps_the_older_sibling(edit: Edit) -> None:
    """A value computed again reads what its unchanged sources hold now, not what their text says."""
    edit.module.HISTORY.extend(["run", "stop"])
    for version in edit.versions():
        assert edit.module.HISTORY == ["start", "run", "stop"]
        assert {1: ["start"], 2: ["run", "stop"]}[version] == edit.module.RECENT


def test_swapped_names_exchange_values(edit: Edit) -> None:
    """Statements that bind the same names are run as a group, in order."""
    for version in edit.versions():
        assert (edit.module.a, edit.module.b) == {1: (1, 2), 2: (2, 1)}[version]


def test_partial_made_again_takes_new_arguments(edit: Edit) -> None:
    """A functools.partial made by a changed statement has the new arguments."""
    for version in edit.versions():
        assert edit.module.grow(5) == 5 * version


def test_failed_assertion_undoes_the_edit(edit: Edit) -> None:
    """An `assert` at module level that fails undoes the edit."""
    for version in edit.versions():
        assert edit.module.COLUMNS == len(edit.module.WIDTHS) == {1: 3, 2: 2}[version]
    assert isinstance(edit.error, AssertionError)


def test_value_from_a_class_attribute_follows(edit: Edit) -> None:
    """A value computed from a class attribute follows when the attribute's line changed."""
    for version in edit.versions():
        assert version + version == edit.module.DOUBLE


def test_value_from_an_enum_member_follows(edit: Edit) -> None:
    """A value computed from an enum member follows when the member's value changed."""
    for version in edit.versions():
        assert version + version == edit.module.DEFAULT


def test_removed_function_still_in_a_table_is_an_error(edit: Edit) -> None:
    """Removing a function that an unchanged statement reads undoes the edit, as an import would fail."""
    for version in edit.versions():
        assert [size() for size in edit.module.SIZES.values()] == [version, 10 * version]
    assert isinstance(edit.error, NameError)


def test_delete_statement_added(edit: Edit) -> None:
    """A name that the text deletes at last leaves the module."""
    for version in edit.versions():
        assert 10 * version == edit.module.AREA
        assert hasattr(edit.module, "HELPER") == (version == 1)


def test_context_variable_keeps_its_value(edit: Edit) -> None:
    """A context variable made by an unchanged statement stays, with the value it was set to."""
    token = edit.module.THEME.set("dark")
    for version in edit.versions():
        assert edit.module.theme() == ("dark", version)
    edit.module.THEME.reset(token)


def test_instance_of_an_added_class_is_made(edit: Edit) -> None:
    """An added class can be used at once by added statements; an undo takes its instances out of the data."""
    for version in edit.versions():
        assert [item.title() for item in edit.module.ITEMS] == ["window"][: version - 1]
        assert hasattr(edit.module, "Window") == hasattr(edit.module, "WINDOW") == (version == 2)


def test_name_patched_at_run_time_stays(edit: Edit) -> None:
    """A function that the running program put in place of another stays through an edit elsewhere."""
    edit.module.fetch = fake = lambda: "fake"
    for version in edit.versions():
        assert edit.module.fetch is fake
        assert edit.module.render() == ("fake", version)


def test_dunder_names_of_the_source_follow(edit: Edit) -> None:
    """Names such as `__version__` and `__all__` follow, and leave, like any other that the source binds."""
    for version in edit.versions():
        assert edit.module.render() == str(version)
        assert hasattr(edit.module, "__author__") == hasattr(edit.module, "__all__") == (version == 1)

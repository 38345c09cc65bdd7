"""The inventory of the app is complete: no attribute and no panel is left out of a transaction."""

from __future__ import annotations

import ast
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

import mulligan_mma.app
from mulligan.delegation import targets_of
from mulligan_mma.app import DELEGATION_TARGETS, GUI_2, LIVE_KEYS, STATE_KEYS, App
from mulligan_mma.inventory import PANELS
from mulligan_mma.tickets import Approval

PACKAGE = Path(mulligan_mma.app.__file__).parent
HOT_FILES = [PACKAGE.joinpath(*name.split(".")).with_suffix(".py") for name in ("gui_2", *PANELS)]
GUI_2_FILE = Path(mulligan_mma.app.__file__).with_name("gui_2.py")


def top_level_functions() -> list[str]:
    """The functions of gui_2, as its source says."""
    tree = ast.parse(GUI_2_FILE.read_text(encoding="utf-8"))
    return [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]


def test_every_attribute_is_state_or_live_and_none_is_both(app: App) -> None:
    """An attribute added to the app without being classified fails here first."""
    assert sorted(vars(app)) == sorted([*STATE_KEYS, *LIVE_KEYS])


def test_every_render_function_has_its_wrapper_and_target(app: App) -> None:
    """A panel added to gui_2 without its thin wrapper fails here first."""
    renderers = [name for name in top_level_functions() if name.startswith("render_")]
    assert sorted(renderers) == sorted(DELEGATION_TARGETS)
    assert targets_of(app) == {f"{GUI_2}:{name}" for name in renderers}
    assert all(hasattr(app, f"_{name}") for name in renderers)


@pytest.mark.parametrize("file", HOT_FILES, ids=lambda file: file.stem)
def test_a_hot_module_keeps_nothing_between_frames(file: Path) -> None:
    """No global that a function sets, and no list or dictionary that grows: state there would be torn."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Global | ast.Nonlocal)]
    values = [node.value for node in tree.body if isinstance(node, ast.Assign | ast.AnnAssign)]
    kept = [value for value in values if isinstance(value, ast.List | ast.Dict | ast.Set)]
    assert len(kept) == (file.stem == "widgets")  # the colours of the statuses


def test_every_panel_is_a_hot_module() -> None:
    """A panel file that nobody registers could not be edited while the app runs."""
    found = {f"panels.{file.stem}" for file in (PACKAGE / "panels").glob("[!_]*.py")}
    assert found | {"widgets"} == set(PANELS)


def test_the_state_can_be_journalled(app: App) -> None:
    """With a draft and an approval open, every state key is plain data."""
    app.load_tracks(app.tracks_folder)
    ticket = app.selected_ticket
    assert ticket is not None
    app.edit(ticket)
    app.approval = Approval("t", "a", "x")
    app.closed_branches.add("t")
    for key in STATE_KEYS:
        value = getattr(app, key)
        assert pickle.loads(pickle.dumps(value)) == value, key


def test_only_the_hot_modules_touch_imgui() -> None:
    """The app can be imported and driven where imgui-bundle cannot."""
    code = (
        "import sys; sys.modules['imgui_bundle'] = None\n"
        "from mulligan_mma.app import App, register_hot_modules\n"
        "app = App(); app.load_tracks(app.tracks_folder); register_hot_modules()\n"
        "assert app.wait_idle(1) and len(app.tracks) == 3\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")

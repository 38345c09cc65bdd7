"""A panel file is edited while the app runs, in a copy of the whole package."""

from __future__ import annotations

import shutil
from pathlib import Path

import mulligan_mma
from tests.support.command_line import run_python

SCRIPT = """
import importlib, pathlib, sys
folder = pathlib.Path(sys.argv[1])
sys.path.insert(0, str(folder))
from imgui_bundle import imgui
import mulligan.imgui
from mulligan import HotReloader
from mulligan_mma.app import GUI_2, App, register_hot_modules
from mulligan_mma.inventory import PANELS
from tests.support.imgui_headless import null_params, stepped
import mulligan_mma
assert pathlib.Path(mulligan_mma.__file__).is_relative_to(folder)

HotReloader.configure(journal=folder / "journal.db")
importlib.import_module(GUI_2)
register_hot_modules()
assert next(iter(HotReloader.HOT_MODULES)) == GUI_2
app = App()
app.load_tracks(app.tracks_folder)
shown = []

def draw():
    imgui.log_to_clipboard()
    app.frame()
    imgui.log_finish()
    shown.append(imgui.get_clipboard_text())

params = null_params(draw, (1280, 800))
mulligan.imgui.install(params, app)
panel = folder / "mulligan_mma" / "panels" / "stream.py"
good = panel.read_text(encoding="utf-8")
with stepped(params) as render:
    for _ in range(3):
        render()
    panel.write_text(good.replace('"Only matches"', '"Matches alone"'), encoding="utf-8")
    assert HotReloader.reload_all(app), HotReloader.last_error
    for _ in range(6):
        render()
    assert "Matches alone" in shown[-1]
    panel.write_text(good.replace('"Only matches"', '1 / 0'), encoding="utf-8")
    assert HotReloader.reload_all(app), HotReloader.last_error
    render()
    assert "Matches alone" in shown[-1], "the good code draws that same frame"
    assert "ZeroDivisionError" in (HotReloader.last_error or "")
    panel.write_text(good, encoding="utf-8")
    for name in PANELS:
        module = importlib.import_module(f"mulligan_mma.{name}")
        file = pathlib.Path(module.__file__)
        assert file.is_relative_to(folder)
        edited = file.read_text(encoding="utf-8") + f"\\nEDITION = {name!r}\\n"
        file.write_text(edited, encoding="utf-8")
        assert HotReloader.reload_all(app), HotReloader.last_error
        render()
        file.write_text(edited + "def broken(:\\n", encoding="utf-8")
        assert not HotReloader.reload_all(app)
        file.write_text(edited, encoding="utf-8")
        render()
        assert module.EDITION == name
app.close()
"""


def test_an_edit_of_a_panel_goes_live_and_a_bad_one_is_undone(tmp_path: Path) -> None:
    """Not only gui_2: each file that draws is a hot module of its own, with an edit that lives and one that
    is refused."""
    package = Path(mulligan_mma.__file__).parent
    shutil.copytree(
        package, tmp_path / "mulligan_mma", ignore=shutil.ignore_patterns("__pycache__", "story*.py")
    )
    script = tmp_path / "script.py"
    script.write_text(SCRIPT, encoding="utf-8")
    sys_path = str(Path(__file__).parents[3])
    done = run_python(
        "-c", f"import sys; sys.path.insert(0, {sys_path!r}); exec(open({str(script)!r}).read())", tmp_path
    )
    assert done.status == 0, done.err
    assert "edit of mulligan_mma.panels.stream raised" in done.err  # as the log says

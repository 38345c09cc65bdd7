"""Content that lives in C: streams, generators of chance, arrays, vectors, exceptions."""

from __future__ import annotations

import io
import random
from typing import Any

import pytest

from mulligan.errors import StateError
from mulligan.heap import Memento, capture


def test_streams_and_generators_of_chance_come_back() -> None:
    """State that lives in C is restored for StringIO, BytesIO and Random."""
    text, data, chance = io.StringIO("one\r\ntwo"), io.BytesIO(b"abc"), random.Random(7)
    text.read(2)
    memento = Memento.take([text, data, chance])
    expected = random.Random(7).random()
    text.write("ZZZ")
    data.truncate(0)
    chance.random()
    memento.restore()
    assert (text.tell(), text.getvalue(), data.getvalue()) == (2, "one\r\ntwo", b"abc")
    assert chance.random() == expected


def test_numpy_arrays_keep_their_memory() -> None:
    """Elements are written into the array that lives, so that views and other holders see them."""
    import numpy as np

    held: list[int] = [1]
    numbers, objects = np.arange(6.0).reshape(2, 3), np.array([held, None], dtype=object)
    view = numbers[0]
    memento = Memento.take([numbers, objects])
    numbers[:] = 9
    objects[0] = None
    held.append(2)
    memento.restore()
    assert view.tolist() == [0.0, 1.0, 2.0]
    assert objects[0] is held
    assert held == [1]


def test_resized_numpy_array_gets_its_shape_back() -> None:
    """An array that was resized in place has its old shape and elements again."""
    import numpy as np

    numbers = np.arange(4)
    memento = Memento.take([[numbers]])
    numbers.resize(2, refcheck=False)
    memento.restore()
    assert numbers.tolist() == [0, 1, 2, 3]


def test_numpy_generators_come_back() -> None:
    """Generator, its bit generator and RandomState give the same numbers again."""
    import numpy as np

    new, old = np.random.default_rng(1), np.random.RandomState(1)
    memento = Memento.take([{"new": new, "old": old}])
    expected = new.random(3).tolist(), old.rand(3).tolist()
    memento.restore()
    assert (new.random(3).tolist(), old.rand(3).tolist()) == expected
    assert memento.opaque == ()


def test_vectors_of_imgui_come_back() -> None:
    """ImVec2, ImVec4 and ImColor are plain values, restored in place."""
    from imgui_bundle import imgui

    vector, colour = imgui.ImVec2(1, 2), imgui.ImColor(1.0, 0.5, 0.25, 1.0)
    memento = Memento.take([vector, colour])
    vector.x = 9
    colour.value = imgui.ImVec4(0, 0, 0, 0)
    memento.restore()
    assert (vector.x, vector.y, colour.value.x, colour.value.y) == (1, 2, 1.0, 0.5)


def test_exceptions_get_arguments_and_chain_back() -> None:
    """Arguments, cause, context, notes and named fields of exceptions are content."""
    cause, error = ValueError("cause"), OSError(2, "gone", "file")
    error.__cause__ = cause
    memento = Memento.take([error])
    error.args, error.filename, error.__cause__ = (), "other", None
    error.add_note("later")
    memento.restore()
    assert (error.args, error.filename, error.__cause__) == ((2, "gone"), "file", cause)
    assert not getattr(error, "__notes__", [])


def test_large_arrays_are_saved_once() -> None:
    """The deep copy of a large array serves the undo too; it is read-only, so it stays what it is."""
    import numpy as np

    class App:
        pixels = np.zeros(1_000_000)

    app, pixels = App(), App.pixels
    taken = capture(app, ["pixels"])
    copied: Any = taken["pixels"]
    with pytest.raises(ValueError, match="read-only"):
        copied[0] = 1
    for _ in range(2):
        pixels[:] = 7
        taken.restore(app)
        assert app.pixels is pixels
        assert not pixels.any()


def test_streams_that_were_closed_are_not_opened_again() -> None:
    """Undo leaves a closed stream closed, and says so only where it had content to put back."""
    closed, open_then = io.StringIO("a"), io.StringIO("b")
    closed.close()
    memento = Memento.take([closed, open_then])
    memento.restore()
    open_then.close()
    with pytest.raises(StateError, match="StringIO: ValueError"):
        memento.restore()

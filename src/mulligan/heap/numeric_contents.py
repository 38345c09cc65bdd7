"""Content of numpy's and imgui-bundle's values, recognised by name so that neither is imported.

Invariant: an array keeps its memory. Elements are written into it, because views and other
libraries point there.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any

from mulligan.heap.contents import Content, PlainContent, Translate

_LARGE_BYTES = 1 << 20


class NumpyArrayContent:
    """numpy.ndarray and its subclasses, object arrays included."""

    def save(self, target: Any) -> Any:
        """Copy the elements into a plain array."""
        return self._plain(target).copy(order="K")

    def is_as_saved(self, target: Any, saved: Any) -> bool:
        """Compare type, shape and bytes; the bytes of an object array are references."""
        now = self._plain(target)
        is_alike = now.dtype == saved.dtype and now.shape == saved.shape
        return is_alike and bool(now.tobytes() == saved.tobytes())

    def is_large(self, target: Any) -> bool:
        """Tell arrays of numbers above a megabyte: their deep copy serves as what is saved."""
        return bool(target.nbytes > _LARGE_BYTES and not target.dtype.hasobject)

    def saved_late(self, target: Any, copied: Any) -> Any:
        """Share the elements of the copy, which becomes read-only so that they stay what they are."""
        if copied is target:
            return self.save(target)
        copied.flags.writeable = False
        return self._plain(copied)

    def parts(self, saved: Any) -> Iterable[object]:
        """Yield the elements of an object array."""
        return saved.ravel().tolist() if saved.dtype.hasobject else ()

    def translated(self, saved: Any, translate: Translate) -> Any:
        """Translate the elements of an object array."""
        if saved.dtype != object:
            return saved
        result = saved.copy()
        flat = result.reshape(-1)
        for position, item in enumerate(saved.reshape(-1)):
            flat[position] = translate(item)
        return flat.reshape(saved.shape)

    def put(self, target: Any, saved: Any) -> None:
        """Replace the elements; also the shape, if the array owns its memory."""
        plain = self._plain(target)
        if plain.dtype != saved.dtype:
            target.dtype = saved.dtype
        if plain.shape != saved.shape:
            numpy = sys.modules["numpy"]
            numpy.ndarray.resize(target, saved.shape, refcheck=False)
        if target.flags.writeable:
            self._plain(target)[...] = saved

    def _plain(self, target: Any) -> Any:
        numpy = sys.modules["numpy"]
        return numpy.ndarray.view(target, numpy.ndarray)


def is_array_type(kind: type) -> bool:
    """Tell numpy's own array type from its subclasses and from everything else."""
    return kind is getattr(sys.modules.get("numpy"), "ndarray", None)


def array_copied(saved: Any) -> Any:
    """Make an array of numbers of what was saved; a large one shares it, and is read-only."""
    content = NumpyArrayContent()
    if not content.is_large(saved):
        return saved.copy(order="K")
    shared = saved.view()
    shared.flags.writeable = False
    return shared


class NumpyGeneratorContent(PlainContent):
    """numpy's bit generators: a `state` property that is a dictionary of numbers."""

    def save(self, target: Any) -> Any:
        """Copy the state; the property makes a new dictionary."""
        return target.state

    def put(self, target: Any, saved: Any) -> None:
        """Replace the state."""
        target.state = saved


class NumpyRandomStateContent(PlainContent):
    """numpy.random.RandomState, the older generator."""

    def save(self, target: Any) -> Any:
        """Copy the state."""
        return target.get_state(legacy=False)

    def put(self, target: Any, saved: Any) -> None:
        """Replace the state."""
        target.set_state(saved)


class VectorContent(PlainContent):
    """imgui-bundle's ImVec2, ImVec4 and ImColor."""

    def save(self, target: Any) -> dict[str, float]:
        """Copy the components."""
        vector = getattr(target, "value", target)
        return {name: getattr(vector, name) for name in "xyzw" if hasattr(vector, name)}

    def put(self, target: Any, saved: dict[str, float]) -> None:
        """Replace the components; an ImColor takes a whole vector."""
        if self.save(target) == saved:
            return
        vector = getattr(target, "value", target)
        for name, number in saved.items():
            setattr(vector, name, number)
        if vector is not target:
            target.value = vector


BY_NAME: dict[str, Content] = {
    "numpy.ndarray": NumpyArrayContent(),
    "numpy.random.bit_generator.BitGenerator": NumpyGeneratorContent(),
    "numpy.random.mtrand.RandomState": NumpyRandomStateContent(),
}

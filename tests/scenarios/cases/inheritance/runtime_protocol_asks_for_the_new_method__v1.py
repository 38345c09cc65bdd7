from typing import Protocol, runtime_checkable


@runtime_checkable
class Drawable(Protocol):
    def draw(self): ...

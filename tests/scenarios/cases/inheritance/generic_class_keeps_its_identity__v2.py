from typing import Generic, TypeVar

T = TypeVar("T")


class Box(Generic[T]):
    kind = "box"

    def __init__(self, item: T):
        self.item = item

    def get(self) -> T:
        return (2, self.item)


IntBox = Box[int]

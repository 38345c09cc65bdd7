from collections import Counter, OrderedDict, defaultdict, deque
from dataclasses import dataclass


class Slotted:
    __slots__ = ("x", "y")

    def __init__(self):
        self.x = ["kept"]


class Names(list):
    owner = None


@dataclass(frozen=True)
class Frozen:
    items: list


QUEUE = deque(["a", "b"], maxlen=3)
ORDER = OrderedDict(a=1, b=2)
GROUPS = defaultdict(list, a=[1])
COUNTS = Counter("aab")
BYTES = bytearray(b"kept")
MEMBERS = {"a", "b"}
SLOTTED = Slotted()
NAMES = Names(["a"])
FROZEN = Frozen(["kept"])
NESTED = ({"a": [({"deep"},)]},)

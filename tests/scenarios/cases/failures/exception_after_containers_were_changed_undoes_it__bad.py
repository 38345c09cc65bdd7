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


def spoil():
    QUEUE.extend("xyz")
    ORDER.move_to_end("a")
    GROUPS["b"].append(2)
    GROUPS["a"].append(2)
    COUNTS.update("ccc")
    BYTES.extend(b" no more")
    MEMBERS.discard("a")
    SLOTTED.x.append("no more")
    SLOTTED.y = 3
    NAMES.insert(0, "z")
    NAMES.owner = "edit"
    FROZEN.items.clear()
    NESTED[0]["a"][0][0].add("deeper")
    return len(undefined_name)


SPOILT = spoil()

"""Deep copies of state, and its undo in place.

Invariant: `mulligan.heap` changes an app only when asked to restore, and then only content: the
objects stay the same objects, for every list, closure, callback and widget that holds them.
"""

from mulligan.heap.capture import StateCapture
from mulligan.heap.capturing import capture
from mulligan.heap.inventory import classify, unclassified
from mulligan.heap.loaded import pour_loaded
from mulligan.heap.memento import Memento
from mulligan.heap.placeholders import Redacted
from mulligan.heap.report import RestoreReport

__all__ = [
    "Memento",
    "Redacted",
    "RestoreReport",
    "StateCapture",
    "capture",
    "classify",
    "pour_loaded",
    "unclassified",
]

"""Pours what new code made into what lives, under an undo log."""

from mulligan.graft.abstract_classes import forget_subclass_checks
from mulligan.graft.caches import clear_cache, clear_former_caches
from mulligan.graft.code import (
    CodeSwap,
    Place,
    is_local,
    is_shared,
    may_be_held,
    nested_code,
    pair,
    place_of,
)
from mulligan.graft.family import instances_of, subclasses_of
from mulligan.graft.live_functions import LiveFunctions, has_frozen_objects, is_cached
from mulligan.graft.merging import Graft
from mulligan.graft.rerun import ClassText, Rerun, join
from mulligan.graft.swapping import Move, SwapOutcome, shift_lines, swap
from mulligan.graft.undo_log import ABSENT, UndoLog, restore_items
from mulligan.graft.wrappers import follow_docstring, wrappers_around

__all__ = [
    "ABSENT",
    "ClassText",
    "CodeSwap",
    "Graft",
    "LiveFunctions",
    "Move",
    "Place",
    "Rerun",
    "SwapOutcome",
    "UndoLog",
    "clear_cache",
    "clear_former_caches",
    "follow_docstring",
    "forget_subclass_checks",
    "has_frozen_objects",
    "instances_of",
    "is_cached",
    "is_local",
    "is_shared",
    "join",
    "may_be_held",
    "nested_code",
    "pair",
    "place_of",
    "restore_items",
    "shift_lines",
    "subclasses_of",
    "swap",
    "wrappers_around",
]

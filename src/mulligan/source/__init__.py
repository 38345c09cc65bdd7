"""Source text, its statements, and what an edit really changed. Nothing in this package runs user code."""

from mulligan.source.class_body import ClassBodyDifference, class_body_difference
from mulligan.source.difference import Difference, difference
from mulligan.source.imports import absolute_module, from_imports
from mulligan.source.invalid import source_invalid
from mulligan.source.names import Names
from mulligan.source.source import Source
from mulligan.source.statement import Change, Statement
from mulligan.source.text import decode, read_source

__all__ = [
    "Change",
    "ClassBodyDifference",
    "Difference",
    "Names",
    "Source",
    "Statement",
    "absolute_module",
    "class_body_difference",
    "decode",
    "difference",
    "from_imports",
    "read_source",
    "source_invalid",
]

"""The journal's schema, as numbered steps that are only ever appended.

Invariant: a step that has been released is never edited. A journal written by any earlier version
is brought up to date by the steps it has not seen, and by nothing else.
"""

"""Which statement of the old source each statement of the new one was.

Invariant: every old statement is matched with at most one new statement, and only with one that is
the same once bodies of functions are blanked. What matches nothing is executed.
"""

from __future__ import annotations

import ast
from collections import defaultdict, deque
from collections.abc import Iterable, Sequence

from mulligan.source.skeleton import makes_code, same_layout, same_skeleton, same_tree
from mulligan.source.source import Source
from mulligan.source.statement import Change, Statement


def match_sources(old: Source, new: Source) -> list[Statement]:
    """Match the statements of two sources as `match_statements`, but only where they may differ."""
    edit = new.edit_of(old)
    for before, after in zip(
        old.statements[edit.replaced.stop :], new.statements[edit.parsed.stop :], strict=True
    ):
        if before is after:
            break  # none below has moved
        after.match(before)
    return match_statements(old.statements[edit.replaced], new.statements[edit.parsed])


_Key = tuple[type[ast.stmt], str | None]


def match_statements(old: Sequence[Statement], new: Sequence[Statement]) -> list[Statement]:
    """Match `new` with `old`, first by text, then by skeleton, and mark what has to be done.

    Returns:
        the old statements that were matched with nothing.
    """
    left = _match_texts(old, new)
    unmatched = [each for each in new if each.previous is None]
    if left and unmatched:
        left = _match_skeletons(left, unmatched)
    known = {name for each in left if not each.is_main_guard for name in each.binds} if left else set()
    for each in unmatched:
        if each.previous is None:
            each.mark(Change.EXECUTE, "its text changed" if not each.binds.isdisjoint(known) else "new")
    return left


def _match_texts(old: Iterable[Statement], new: Iterable[Statement]) -> list[Statement]:
    by_text: defaultdict[str, deque[Statement]] = defaultdict(deque)
    for each in old:
        by_text[each.text].append(each)
    for each in new:
        same = by_text.get(each.text)
        each.match(same.popleft() if same else None)
    return sorted((each for rest in by_text.values() for each in rest), key=_place)


def _match_skeletons(left: list[Statement], unmatched: Iterable[Statement]) -> list[Statement]:
    # The trees of other kinds and names need not be made: their skeletons differ for sure.
    by_key: defaultdict[_Key, list[Statement]] = defaultdict(list)
    for each in left:
        by_key[each.kind, each.name].append(each)
    matched: set[int] = set()
    for each in unmatched:
        candidates = by_key.get((each.kind, each.name), [])
        found = next((one for one in candidates if _have_same_skeleton(one, each)), None)
        if found is not None:
            candidates.remove(found)
            matched.add(id(found))
            each.match(found)
            each.mark(*_compare(found, each))
    return [each for each in left if id(each) not in matched]


def _have_same_skeleton(old: Statement, new: Statement) -> bool:
    """Of definitions of one name there are few; of statements without a name there may be thousands."""
    return same_skeleton(old.tree, new.tree) if new.is_definition else old.skeleton == new.skeleton


def _compare(old: Statement, new: Statement) -> tuple[Change, str]:
    """What is to be done for statements whose skeletons are equal and whose texts are not."""
    if not same_tree(old.tree, new.tree):
        return Change.CODE_ONLY, "only bodies of functions changed"
    if not makes_code(new.tree) or same_layout(old.tree, new.tree):
        return Change.UNCHANGED, ""
    return Change.CODE_ONLY, "only its layout changed, which moves its lines"


def _place(statement: Statement) -> tuple[int, int]:
    return statement.start, statement.column

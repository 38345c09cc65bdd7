"""`mulligan trust`: show what a foreign journal would run, and trust it if the user says so letter by letter.

Invariant: nothing of the file is unpickled or run, before or after. Trust is given to content that was
shown, and only if its fingerprint was typed; there is no option that answers for the user.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from mulligan.cli import output
from mulligan.cli.options import json_option, open_journal
from mulligan.cli.wording import size

if TYPE_CHECKING:
    from mulligan_store.trust import TrustCandidate, TrustQuestion

MOST_NAMES = 40


@click.command("trust")
@click.argument("file", type=click.Path(path_type=Path))
@json_option
@click.pass_context
def command(context: click.Context, file: Path, as_json: bool) -> None:
    """Show what restoring from FILE would run, and ask whether you trust it.

    FILE is a journal that someone sent, or your own with imported entries in it. Restoring state unpickles
    it, which can run anything; restoring code runs it. You are shown who signed the entries, which names the
    pickles import and whether there is code, and are asked for the first 8 characters of the fingerprint of
    the content. Compare it with what the sender's `mulligan export` printed. With --json the question is
    printed and nothing is asked.
    """
    with open_journal(file, read_only=True) as journal:
        question = journal.trust_question()
        if as_json:
            output.print_json(_as_json(question))
            return
        _show(question)
        if not any(each.problem is None for each in question.candidates):
            return
        typed = click.prompt("To trust all of this, type the first 8 characters of the fingerprint", type=str)
        if typed.strip().lower() != question.confirmation:
            output.screen().lines(["that is not the fingerprint; nothing is trusted"])
            context.exit(1)
        count = journal.trust(question)
    output.screen().lines([f"{count} entries are trusted; they can be restored now, here and where imported"])


def _as_json(question: TrustQuestion) -> dict[str, object]:
    candidates = [
        {**output.record_as_json(each), "content": each.content.hex()} for each in question.candidates
    ]
    described = output.record_as_json(question)
    return {**described, "candidates": candidates, "fingerprint": question.fingerprint}


def _show(question: TrustQuestion) -> None:
    screen = output.screen()
    screen.facts(
        [
            ("journal", str(question.path)),
            ("size", size(question.path.stat().st_size)),
            ("your own entries", str(question.own)),
            ("trusted already", str(question.already_trusted)),
            ("to be trusted", str(sum(each.problem is None for each in question.candidates))),
        ]
    )
    if not question.candidates:
        screen.lines(["there is nothing here that needs trust"])
        return
    for each in question.candidates:
        screen.heading(f"Entry {each.entry_id}")
        screen.facts(_facts(each))
    screen.heading("Trust")
    screen.facts([("fingerprint", question.fingerprint)])


def _facts(candidate: TrustCandidate) -> list[tuple[str, str]]:
    names = " ".join(candidate.names[:MOST_NAMES]) or "none"
    if len(candidate.names) > MOST_NAMES:
        names += f" and {len(candidate.names) - MOST_NAMES} more"
    if candidate.has_computed_names:
        names += " AND NAMES THAT ARE COMPUTED WHILE LOADING"
    code = (
        "yes, it can run anything"
        if candidate.has_code
        else "none seen; any of these names may still run code"
    )
    facts = [
        ("signed by, it says", candidate.signer or "nobody"),
        ("imports", names),
        ("code in the state", code if candidate.names or candidate.has_code else "none"),
        ("code to be run", " ".join(candidate.modules) or "none"),
    ]
    if candidate.problem is not None:
        facts.append(("cannot be trusted", candidate.problem))
    return facts

"""`mulligan trust`: show what a foreign journal would run, and trust it if the user says so letter by letter.

Invariant: nothing of the file is unpickled or run, before or after. Trust is given to content that was
shown, and only if its fingerprint was typed; there is no option that answers for the user.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from mulligan.cli import output
from mulligan.cli.options import answer_to, json_option, open_journal
from mulligan.cli.wording import size
from mulligan_store.keys import KeyFolder
from mulligan_store.locations import key_folder

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
    with open_journal(file) as journal:
        if not as_json:
            # Trust is signed. Who only ever received journals has no key before this.
            KeyFolder(key_folder()).signer_made_if_missing()
        question = journal.trust_question()
        if as_json:
            output.print_json(_as_json(question))
            return
        _show(question)
        if not question.candidates:
            return
        if all(each.problem is not None for each in question.candidates):
            raise click.ClickException(
                f"nothing in {file} can be trusted, for the reasons shown; it can be looked at"
            )
        typed: str = answer_to(
            lambda: click.prompt(
                "To trust all of this, type the first 8 characters of the fingerprint", type=str
            ),
            "nothing is trusted; only a person can answer",
        )
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
    facts = [("fingerprint", question.fingerprint)]
    if question.file_fingerprint != question.fingerprint:
        # Some of it needs no trust or cannot have it, so the sender was told another one.
        facts.append(("fingerprint of the whole file, as its sender sees it", question.file_fingerprint))
    screen.facts(facts)


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

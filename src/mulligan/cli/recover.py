"""`mulligan recover`: bring back what a session that broke off left behind, without a window.

Invariant: nothing is restored here. A signed request is left for the next start of the app, and only
for an entry that this user signed; a state that crashed the app twice is not asked for a third time
unless a person insists.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from mulligan.cli import output
from mulligan.cli.options import is_running, journal_option, json_option, open_journal_to_write
from mulligan.cli.wording import moment

if TYPE_CHECKING:
    from mulligan.view import RecoveryOffer
    from mulligan_store.journal import Journal


@click.command("recover")
@click.option("--dry-run", is_flag=True, help="Say what would be brought back, and ask for nothing.")
@click.option("--again", is_flag=True, help="Ask also for a state after which the app crashed twice.")
@journal_option
@json_option
def command(dry_run: bool, again: bool, journal_path: Path | None, as_json: bool) -> None:
    """Bring back the last good state of a session that did not end cleanly.

    It is the newest snapshot of that session: a checkpoint, or the state before its last edit. The app takes
    it at its next start, as a restore that can itself be taken back. After a clean end, and while the app
    runs, there is nothing to recover.
    """
    with open_journal_to_write(journal_path) as journal:
        from mulligan.recovery import find_offer

        offer = find_offer(journal)
        waiting = journal.has_requests()
        request = None
        if offer is not None and not dry_run and not waiting:
            request = _ask(journal, offer, again=again)
        path, running = journal.path, is_running(journal)
    if as_json:
        output.print_json(
            {"journal": path, "offer": offer, "request": request, "waiting": waiting, "running": running}
        )
    else:
        output.screen().lines(_lines(offer, request, waiting=waiting, running=running))


def _ask(journal: Journal, offer: RecoveryOffer, *, again: bool) -> int:
    from mulligan.recovery import MAX_ATTEMPTS

    if offer.attempts >= MAX_ATTEMPTS and not again:
        raise click.ClickException(
            f"entry {offer.entry_id} was brought back {offer.attempts} times and the app did not end cleanly "
            "right after, so nothing was asked for; `mulligan recover --again` insists, and "
            "`mulligan restore ENTRY` takes an earlier one"
        )
    journal.read_groups(offer.entry_id)  # what this user did not sign would be refused at the start
    return journal.request_restore(offer.entry_id, state=True, code=offer.code)


def _lines(offer: RecoveryOffer | None, request: int | None, *, waiting: bool, running: bool) -> list[str]:
    if offer is None:
        if running:
            return ["the app is running, so there is nothing to recover"]
        return ["nothing to recover: the last session ended cleanly, or kept no state"]
    called = f", {offer.label}" if offer.label else ""
    lines = [
        "the last session did not end cleanly",
        f"its last good state is of {moment(offer.saved_at)} (entry {offer.entry_id}{called})",
        f"it holds {', '.join(offer.keys) or 'nothing'}",
    ]
    if offer.unsaved:
        lines.append(f"never written, so left as it is: {', '.join(offer.unsaved)}")
    if offer.code:
        lines.append("the code from before that edit comes back too: the app ended while it went live")
    if offer.attempts:
        lines.append(f"brought back before, with a crash right after: {offer.attempts} times")
    if request is not None:
        lines.append("asked for; it will be done when the app starts next")
    elif waiting:
        lines.append("a request is waiting for the app already, so nothing more was asked for")
    return lines

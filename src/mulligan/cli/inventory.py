"""`mulligan inventory`: which attributes of an app are state and which are live, as a proposal to paste.

Invariant: this is the one command that runs the app's own code, and it says so: the app is imported and made,
because what it holds is known only then. Nothing is opened, drawn or written.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from mulligan.cli import output
from mulligan.cli.options import json_option

Proposal = Mapping[str, tuple[str, str]]


@click.command("inventory")
@click.argument("reference", metavar="MODULE:CLASS")
@json_option
def command(reference: str, as_json: bool) -> None:
    """Propose for each attribute of an app whether it is a state key or a live key.

    MODULE:CLASS is imported from the current folder or the installed packages, and called without arguments;
    its code runs. What is printed can be pasted into the registration of a hot module. Read it first: it is
    made from what the attributes hold now.
    """
    from mulligan.heap import classify

    proposal = classify(_made(reference))
    if as_json:
        output.print_json({kind: dict(_of_kind(proposal, kind)) for kind in ("state", "live")})
    else:
        output.screen().lines([*_keys(proposal, "state"), *_keys(proposal, "live")])


def _made(reference: str) -> object:
    """Import the class that is referred to and make one.

    Raises:
        UsageError: the reference is not of the form MODULE:CLASS.
        ClickException: its code raised, or there is no such class.
    """
    module_name, colon, class_name = reference.partition(":")
    if not (colon and class_name.isidentifier() and all(map(str.isidentifier, module_name.split(".")))):
        raise click.UsageError(f"{reference!r} does not name a class as package.module:Class")
    sys.path.insert(0, str(Path.cwd()))
    try:
        return getattr(importlib.import_module(module_name), class_name)()
    except (Exception, SystemExit) as error:  # an app may well end the process when it has no window
        raise click.ClickException(
            f"{reference}() raised {type(error).__name__}: {error}; what it holds is therefore not known"
        ) from error
    finally:
        sys.path.pop(0)


def _of_kind(proposal: Proposal, kind: str) -> Iterator[tuple[str, str]]:
    return ((name, reason) for name, (proposed, reason) in proposal.items() if proposed == kind)


def _keys(proposal: Proposal, kind: str) -> list[str]:
    """Lines of Python: an argument of `HotModule`, each key with its reason as a comment."""
    keys = [f'    "{name}",  # {reason}' for name, reason in _of_kind(proposal, kind)]
    return [f"{kind}_keys=(", *keys, "),"] if keys else [f"{kind}_keys=(),"]

"""The command group, and the one place where an error becomes a line on stderr.

Invariant: a `MulliganError` ends a command with one line `mulligan: what, why, what follows` and
status 1, a mistake in the arguments with one line and status 2, and neither with a traceback; nor has output
that cannot be written one. Anything else is a fault of ours and keeps its traceback. Importing this module
imports no command: `mulligan log` must answer where imgui-bundle cannot even be imported, and at once.
"""

from __future__ import annotations

import errno
import importlib
import os
import re
import sys
from collections.abc import Sequence
from contextlib import suppress
from keyword import iskeyword

import click

from mulligan.cli.output import one_line
from mulligan_store.errors import MulliganError

COMMANDS = (
    *("log", "show", "diff", "inspect", "restore", "recover", "reload", "pin", "label"),
    *("verify", "gc", "salvage", "export", "import", "trust"),
    *("doctor", "inventory", "demo"),
)
STATUS_FAILED = 1
STATUS_USAGE = 2
STATUS_UNKNOWN = 3  # asked for, and what became of it is not known yet
STATUS_INTERRUPTED = 130  # what a shell reports for a command that Ctrl+C ended


NEGATIVE = re.compile("-[0-9]+")


class CommandGroup(click.Group):
    """A group whose commands are imported when they are named, and listed in the order of use."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands, the most used first."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of one command and return its click command; None if there is none."""
        if cmd_name not in COMMANDS:
            return None
        # No module can be imported by the name `import`, in a statement.
        module = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        command: click.Command = importlib.import_module(f"mulligan.cli.{module}").command
        return command


@click.group(
    cls=CommandGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="mulligan", message="mulligan %(version)s")
@click.pass_context
def group(context: click.Context) -> None:
    """Look at the journal of reloads, bring a moment back, or see a demonstration.

    A journal is found in this order: --journal, the environment variable MULLIGAN_JOURNAL, the journal
    that was written last on this computer. Reading one never executes anything that it holds.
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status.

    Arguments:
        arguments: the words after the program's name; None takes them from `sys.argv`.

    Returns:
        0 when the command did what was asked; 1 when it could not, or when `verify` found the journal
        unsound; 2 for a mistake in the arguments; 3 when `reload --wait` did not learn in time what became of
        it; 130 after Ctrl+C.
    """
    _let_streams_write_any_character()
    try:
        status = group.main(
            args=None if arguments is None else list(arguments), prog_name="mulligan", standalone_mode=False
        )
        _flush()
    except click.UsageError as error:
        return _complain(_usage_message(error), STATUS_USAGE)
    except click.ClickException as error:
        return _complain(error.format_message(), STATUS_FAILED)
    except click.Abort:
        return _complain("interrupted; nothing more was done", STATUS_INTERRUPTED)
    except MulliganError as error:
        return _complain(str(error), STATUS_FAILED)
    except OSError as error:
        if error.filename is not None:
            raise
        # A stream is the one thing that fails without a name: a full disk behind `> file`, a reader gone.
        _abandon_output()
        if error.errno == errno.EPIPE:
            return STATUS_FAILED
        reason = error.strerror or error
        return _complain(
            f"the output could not be written: {reason}; what was done stays done", STATUS_FAILED
        )
    return status if isinstance(status, int) else 0


def _complain(message: str, status: int) -> int:
    click.echo(f"mulligan: {one_line('; '.join(message.splitlines()))}", err=True)
    return status


def _usage_message(error: click.UsageError) -> str:
    command = error.ctx.command_path if error.ctx is not None else "mulligan"
    message = error.format_message().rstrip(".")
    if isinstance(error, click.NoSuchOption) and NEGATIVE.fullmatch(error.option_name):
        message += "; entries are counted from 1, `last` is the newest one and `last~1` the one before it"
    return f"{message}; `{command} --help` lists what is accepted"


def _let_streams_write_any_character() -> None:
    """A label in Chinese must not end `mulligan log > file` under a Windows code page with an error."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def _flush() -> None:
    """Write out what is buffered while an error can still be told; at exit it would be a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()


def _abandon_output() -> None:
    """What could not be written is not tried again when the interpreter ends."""
    with suppress(OSError, AttributeError):  # no stream, or one that is no file of the system
        descriptor = os.open(os.devnull, os.O_WRONLY)
        os.dup2(descriptor, sys.stdout.fileno())
        os.close(descriptor)

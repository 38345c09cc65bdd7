"""Writing the sources of an entry back to disk.

Invariant: a file is replaced as a whole or not at all, its mode, line ends and byte order mark stay
as they are, and what stood there is kept beside it under a name of its own.
"""

from __future__ import annotations

import codecs
import io
import os
import secrets
import shutil
import tokenize
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from mulligan_store.errors import MulliganError
from mulligan_store.records import ModuleSource


class SourceNotWritable(MulliganError):
    """A source file cannot be written back; the message says which files were written before it."""


@dataclass(frozen=True)
class SourceFile:
    """One file that is to get its earlier source back.

    Fields:
        module: the hot module.
        path: the file, with links followed.
        content: what it will hold.
        present: what it holds now, None if it is gone.
    """

    module: str
    path: Path
    content: bytes = field(repr=False)
    present: bytes | None = field(repr=False)


def planned(sources: Sequence[ModuleSource]) -> list[SourceFile]:
    """The files that differ from the source that ran when the entry began.

    Arguments:
        sources: verified by the journal.

    Raises:
        SourceNotWritable: a path is not absolute, its folder is gone, or a file cannot be read or
            encoded; nothing was written.
    """
    files = []
    for source in sources:
        if source.before is None:
            continue
        path = Path(source.path)
        if not path.is_absolute() or not path.parent.is_dir():
            raise SourceNotWritable(
                f"{source.module}: its file was {source.path!r}, which names no place on this computer; "
                "nothing was written"
            )
        try:
            path = path.resolve()
            present = path.read_bytes() if path.exists() else None
            content = _encoded(source.before, present or b"")
        except (OSError, LookupError, SyntaxError, UnicodeError, RuntimeError) as error:
            raise SourceNotWritable(f"{path}: {error}; nothing was written") from error
        if content != present:
            files.append(SourceFile(source.module, path, content, present))
    return files


def write(files: Sequence[SourceFile]) -> list[tuple[Path, Path | None]]:
    """Write each file, and return (file, where what stood there is kept) for each.

    Raises:
        SourceNotWritable: one could not be written; it is as it was, and so are those after it.
    """
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    written: list[tuple[Path, Path | None]] = []
    for file in files:
        try:
            written.append((file.path, _replace(file, stamp)))
        except OSError as error:
            before = ", ".join(str(path) for path, _ in written) or "no other file"
            raise SourceNotWritable(
                f"{file.path} cannot be written: {error.strerror or error}; it is as it was; "
                f"{before} was written before it"
            ) from error
    return written


def _encoded(text: str, present: bytes) -> bytes:
    """The bytes of a source: in the encoding that it declares, with the line ends of the present file."""
    encoding, _ = tokenize.detect_encoding(io.BytesIO(text.encode("utf-8", "replace")).readline)
    if b"\r\n" in present:
        text = text.replace("\n", "\r\n")
    mark = codecs.BOM_UTF8 if present.startswith(codecs.BOM_UTF8) and encoding.startswith("utf-8") else b""
    return mark + text.encode(encoding)


def _replace(file: SourceFile, stamp: str) -> Path | None:
    path = file.path
    aside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with aside.open("xb") as stream:
            stream.write(file.content)
            stream.flush()
            os.fsync(stream.fileno())
        kept = None
        if file.present is not None:
            shutil.copymode(path, aside)
            kept = _kept_beside(path, stamp, file.present)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
    return kept


def _kept_beside(path: Path, stamp: str, content: bytes) -> Path:
    """Save what stands there under a free name; never over another file."""
    for number in range(1000):
        more = f"-{number}" if number else ""
        kept = path.with_name(f"{path.name}.before-restore-{stamp}{more}")
        try:
            with kept.open("xb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
        except FileExistsError:
            continue
        return kept
    raise FileExistsError(0, "there is no free name to keep the present file under")

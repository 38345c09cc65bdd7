"""The steps of the schema: numbered without gaps, atomic, and the same everywhere."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

import mulligan_migrations
from mulligan_migrations import runner
from mulligan_migrations.__main__ import BEGIN_MARK, END_MARK, generate_schema, main, with_schema
from mulligan_migrations.runner import APPLICATION_ID, LATEST_VERSION, STEPS, migrate, schema_of, schema_text

FOLDER = Path(mulligan_migrations.__file__).parent
PAGE = Path(__file__).resolve().parents[3] / "docs" / "JOURNAL_FORMAT.md"


@pytest.fixture
def raw() -> Iterator[sqlite3.Connection]:
    """An empty database in memory."""
    raw = sqlite3.connect(":memory:", isolation_level=None)
    yield raw
    raw.close()


def test_steps_are_numbered_without_gap_or_twin() -> None:
    """m001, m002, ... each once, each a file named after its verb and object."""
    assert [step[:4] for step in STEPS] == [f"m{number:03d}" for number in range(1, len(STEPS) + 1)]
    assert all(re.fullmatch(r"m\d{3}(_[a-z]+){2,}", step) for step in STEPS)
    assert sorted(file.stem for file in FOLDER.glob("m[0-9]*.py")) == sorted(STEPS)


def test_steps_import_nothing_of_ours() -> None:
    """A step means today what it meant when it was released, whatever our code has become."""
    for step in STEPS:
        text = (FOLDER / f"{step}.py").read_text(encoding="utf-8")
        assert not re.search(r"(?m)^\s*(from|import)\s+(mulligan|\.)", text), step


def test_all_steps_together_make_the_written_schema(raw: sqlite3.Connection) -> None:
    """schema.sql is what the steps make, to the letter."""
    assert generate_schema() == schema_text()
    migrate(raw)
    ours = {row for row in schema_of(raw) if "_sqlite_migrations" not in row[1]}
    other = sqlite3.connect(":memory:")
    other.executescript(schema_text())
    assert set(schema_of(other)) == ours
    other.close()


def test_migrating_says_whose_file_it_is_and_how_far_it_is(raw: sqlite3.Connection) -> None:
    """The application id and the version are set in the transaction that makes the tables."""
    migrate(raw)
    assert raw.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
    assert raw.execute("PRAGMA user_version").fetchone() == (LATEST_VERSION,)
    (identity,) = raw.execute("SELECT value FROM meta WHERE name = 'journal_id'").fetchone()
    assert re.fullmatch("[0-9a-f]{32}", identity)


def test_migrating_again_changes_nothing(raw: sqlite3.Connection) -> None:
    """A step that was applied is not applied again."""
    migrate(raw)
    before = list(raw.iterdump())
    migrate(raw)
    assert list(raw.iterdump()) == before


@pytest.mark.parametrize("version", range(len(STEPS)))
def test_stopping_before_a_step_and_going_on_later(raw: sqlite3.Connection, version: int) -> None:
    """A journal of any earlier version is brought to the same schema as a new one."""
    migrate(raw, version=version)
    assert raw.execute("PRAGMA user_version").fetchone() == (version,)
    migrate(raw)
    ours = {row for row in schema_of(raw) if "_sqlite_migrations" not in row[1]}
    assert len(ours) == schema_text().count("CREATE ")


def test_a_step_that_fails_leaves_nothing(raw: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    """All steps of one opening become durable together or not at all."""
    monkeypatch.setattr(
        "mulligan_migrations.m001_create_journal.STATEMENTS", ("CREATE TABLE a (x)", "CREATE TABLE a (x)")
    )
    with pytest.raises(sqlite3.OperationalError, match="already exists"):
        migrate(raw)
    assert not raw.in_transaction
    assert list(schema_of(raw)) == []
    assert raw.execute("PRAGMA application_id").fetchone() == (0,)


def test_the_latest_version_counts_the_steps() -> None:
    """Appending a step raises the version by itself."""
    assert len(runner.STEPS) == LATEST_VERSION


def test_the_page_about_the_format_shows_the_schema() -> None:
    """docs/JOURNAL_FORMAT.md shows the schema as it is; `python -m mulligan_migrations` renews it."""
    page = PAGE.read_text(encoding="utf-8")
    assert with_schema(page, schema_text()) == page


def test_the_generator_writes_the_schema_into_a_page(tmp_path: Path) -> None:
    """What stands between the marks is replaced; the prose around it stays."""
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN_MARK}\nout of date\n{END_MARK}\nafter\n", encoding="utf-8")
    main([str(page)])
    text = page.read_text(encoding="utf-8")
    assert text.startswith("before\n") and text.endswith("\nafter\n")
    assert "CREATE TABLE blobs" in text and "out of date" not in text

"""Secrets by option, by annotation and by name are never written and never shown."""

from __future__ import annotations

import collections
import dataclasses
from typing import Annotated, Any, NamedTuple

import pytest

from mulligan.heap import capture, pour_loaded
from mulligan.snapshot import EncodedSnapshot, Redacted, decode, encode
from mulligan.snapshot.redaction import is_secret_name

SECRET = "hunter2-hunter2"


class App:
    """An app with an annotated secret."""

    licence: Annotated[str, Redacted]
    serial: Annotated[str, Redacted()]

    def __init__(self, **attributes: Any) -> None:
        self.__dict__.update(attributes)


@dataclasses.dataclass
class Account:
    """Secrets in attributes."""

    user: str
    password: str
    pin: Annotated[str, Redacted] = "0000"


class Slotted:
    """A secret in a slot."""

    __slots__ = ("api_key", "name")

    def __init__(self) -> None:
        self.name, self.api_key = "a", SECRET


class Login(NamedTuple):
    """A secret in a named tuple."""

    user: str
    passwd: str


class Positional:
    """Writes its secret without its name."""

    def __init__(self, private_key: str) -> None:
        self.private_key = private_key

    def __reduce__(self) -> Any:
        return Positional, (self.private_key,)


def encoded(app: App, redact: tuple[str, ...] = ()) -> EncodedSnapshot:
    """Encode all attributes."""
    return encode(capture(app, list(vars(app))), redact=redact)


def everything(snapshot: EncodedSnapshot) -> str:
    """All that would be stored, as text."""
    payloads = b"".join(group.payload for group in snapshot.groups).decode("latin-1")
    return payloads + repr(snapshot.keys)


@pytest.mark.parametrize(
    "name",
    [
        *(
            "password",
            "Passwd",
            "dbPassword",
            "user_password",
            "passphrase",
            "token",
            "access_token",
            "authToken",
        ),
        *("tokens", "secret", "client_secret", "api_key", "apikey", "API_KEY", "credentials", "private_key"),
    ],
)
def test_secret_names_are_recognised(name: str) -> None:
    """In any case, and as part of a longer name."""
    assert is_secret_name(name)


@pytest.mark.parametrize(
    "name", ["max_tokens", "token_count", "tokenizer", "tokenise", "passed", "key", "secre", 3, None]
)
def test_other_names_are_not(name: object) -> None:
    """Counts of tokens and what splits text into tokens are no secrets."""
    assert not is_secret_name(name)


@pytest.mark.parametrize("key", ["named", "password", "licence", "serial"])
def test_secret_key_is_in_no_payload(key: str) -> None:
    """By option, by name and by annotation; the summary says only that it is redacted."""
    app = App(**{key: [SECRET], "other": [1]})
    snapshot = encoded(app, redact=("named",))
    assert SECRET not in everything(snapshot)
    summary = snapshot.keys[0]
    assert (summary.stored, summary.repr) == ("redacted", "<redacted>")
    assert (summary.length, summary.group) == (None, None)
    assert decode(snapshot.groups, app=app) == {"other": [1]}


def test_secret_object_is_not_written_through_another_key() -> None:
    """A secret value that other state refers to is left out there too."""
    secret = {"value": SECRET}
    app = App(token=secret, other=[secret, 1])
    snapshot = encoded(app)
    assert SECRET not in everything(snapshot)
    read: Any = decode(snapshot.groups, app=app)
    assert read["other"][1] == 1


@pytest.mark.parametrize(
    "value",
    [
        {"user": "a", "password": SECRET},
        collections.OrderedDict(api_key=SECRET),
        [Account("a", SECRET)],
        Account("a", "x", pin=SECRET),
        Slotted(),
        [(Login("a", SECRET), 1)],
        {"nested": [{"deep": Login("a", SECRET)}]},
        Positional(SECRET),
        {Login("a", SECRET): 1},
    ],
)
def test_secret_inside_a_value_is_not_written(value: Any) -> None:
    """Dictionary keys, attributes, slots and fields of named tuples with such names are replaced."""
    app = App(held=value, plain=[1])
    snapshot = encoded(app)
    assert SECRET not in everything(snapshot)
    assert [summary.stored for summary in snapshot.keys] == ["snapshot", "snapshot"]


def test_secret_in_a_closure_is_not_written() -> None:
    """A variable that a closure keeps is state with a name."""

    def connect(password: str) -> Any:
        return lambda: password

    snapshot = encoded(App(callbacks=[connect(SECRET)]))
    assert SECRET not in everything(snapshot)


def test_capture_keeps_the_secret_for_undo() -> None:
    """Leaving a secret out of the snapshot does not leave it out of the undo."""
    account = Account("a", SECRET)
    app = App(account=account)
    taken: Any = capture(app, ["account"])
    encode(taken)
    assert taken["account"].password == SECRET
    account.password = "changed"
    taken.restore(app)
    assert account.password == SECRET


def test_restored_state_keeps_today_s_secret() -> None:
    """Pouring a snapshot leaves the live secret where the placeholder is."""
    app = App(account=Account("a", SECRET), login=[Login("a", SECRET)], table={"token": SECRET, "n": 1})
    snapshot = encoded(app)
    app.account.user, app.account.password, app.table["n"] = "b", "today", 2
    report = pour_loaded(app, decode(snapshot.groups, app=app))
    assert (app.account.user, app.account.password) == ("a", "today")
    assert app.table == {"token": SECRET, "n": 1}
    assert app.login == [Login("a", SECRET)]
    assert set(report.redacted) >= {"app.account.password", "app.table['token']"}


def test_aliases_survive_leaving_secrets_out() -> None:
    """The scrubbed copy has the same form, between keys too."""
    account = Account("a", SECRET)
    read: Any = decode(encoded(App(accounts=[account], current=account)).groups, app=None)
    assert read["accounts"][0] is read["current"]

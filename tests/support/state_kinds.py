"""Objects that cannot be written to a snapshot, one maker per kind, each cleaned up after use."""

from __future__ import annotations

import _thread
import asyncio
import concurrent.futures
import contextlib
import contextvars
import ctypes
import functools
import io
import logging
import mmap
import multiprocessing
import queue
import selectors
import socket
import sqlite3
import ssl
import subprocess
import sys
import tempfile
import threading
import types
import weakref
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

Maker = Callable[[contextlib.ExitStack], Any]


class Refuses:
    """Refuses to be reduced."""

    def __reduce__(self) -> Any:
        raise TypeError("this object refuses")


class RefusesCopy:
    """Refuses to be copied, and says so in several lines."""

    def __deepcopy__(self, memo: object) -> Any:
        raise ValueError("not to be copied\nfor reasons")


class Style:
    """Looks like one of imgui-bundle's own objects, by its module's name."""


Style.__module__ = "imgui_bundle._imgui_bundle.imgui"


class Referent:
    """Something a weak reference can point at."""


def _generator() -> Iterator[int]:
    yield 1


async def _coroutine() -> None: ...


async def _asynchronous() -> Any:
    yield 1


def _frame(_: contextlib.ExitStack) -> types.FrameType:
    return sys._getframe()


def _traceback(_: contextlib.ExitStack) -> Any:
    try:
        raise KeyError("x")
    except KeyError as error:
        return error.__traceback__


def _closed(maker: Callable[[], Any]) -> Maker:
    def make(stack: contextlib.ExitStack) -> Any:
        made = maker()
        stack.callback(made.close)
        return made

    return make


def _just(maker: Callable[[], Any]) -> Maker:
    return lambda stack: maker()


def _executor(stack: contextlib.ExitStack) -> Any:
    return stack.enter_context(concurrent.futures.ThreadPoolExecutor(1))


def _process(stack: contextlib.ExitStack) -> Any:
    process = stack.enter_context(subprocess.Popen([sys.executable, "-c", ""]))
    process.wait()
    return process


def _cursor(stack: contextlib.ExitStack) -> Any:
    return _closed(lambda: sqlite3.connect(":memory:"))(stack).cursor()


def _folder(stack: contextlib.ExitStack) -> Any:
    folder = tempfile.TemporaryDirectory()
    stack.callback(folder.cleanup)
    return folder


def _weak(stack: contextlib.ExitStack) -> Any:
    referent = Referent()
    stack.callback(lambda: referent)
    return weakref.ref(referent)


def _proxy(stack: contextlib.ExitStack) -> Any:
    referent = Referent()
    stack.callback(lambda: referent)
    return weakref.proxy(referent)


def _archive(stack: contextlib.ExitStack) -> Any:
    return stack.enter_context(zipfile.ZipFile(io.BytesIO(), "w"))


def _connection(stack: contextlib.ExitStack) -> Any:
    ends = multiprocessing.Pipe()
    for end in ends:
        stack.callback(end.close)
    return ends[0]


KINDS: dict[str, tuple[Maker, str]] = {
    "lock": (_just(threading.Lock), "a threading lock"),
    "reentrant lock": (_just(threading.RLock), "a threading lock"),
    "condition": (_just(threading.Condition), "a threading condition"),
    "event": (_just(threading.Event), "a threading event"),
    "semaphore": (_just(threading.Semaphore), "a semaphore"),
    "barrier": (_just(lambda: threading.Barrier(2)), "a threading barrier"),
    "thread": (_just(lambda: threading.Thread(target=print)), "a thread"),
    "timer": (_just(lambda: threading.Timer(1, print)), "a thread"),
    "thread-local": (_just(threading.local), "thread-local storage"),
    "queue": (_just(queue.Queue), "a queue between threads"),
    "simple queue": (_just(queue.SimpleQueue), "a queue between threads"),
    "future": (_just(concurrent.futures.Future), "a future"),
    "executor": (_executor, "an executor"),
    "event loop": (_closed(asyncio.new_event_loop), "an event loop"),
    "text file": (_closed(functools.partial(tempfile.TemporaryFile, "w+")), "an open file"),
    "binary file": (_closed(tempfile.TemporaryFile), "an open file"),
    "named file": (_closed(tempfile.NamedTemporaryFile), "an open file"),
    "socket": (_closed(socket.socket), "a socket"),
    "process": (_process, "a running process"),
    "database": (_closed(lambda: sqlite3.connect(":memory:")), "a database connection"),
    "database cursor": (_cursor, "a database cursor"),
    "generator": (_just(_generator), "a generator"),
    "coroutine": (_closed(_coroutine), "a coroutine"),
    "asynchronous generator": (_just(_asynchronous), "an asynchronous generator"),
    "frame": (_frame, "a running frame"),
    "traceback": (_traceback, "a traceback"),
    "memory view": (_just(lambda: memoryview(bytearray(4))), "a view of another object's memory"),
    "weak reference": (_weak, "a weak reference"),
    "weak proxy": (_proxy, "a weak reference"),
    "mapped memory": (_closed(lambda: mmap.mmap(-1, 16)), "a memory-mapped file"),
    "temporary folder": (_folder, "a temporary folder"),
    "log handler": (_closed(logging.NullHandler), "a log handler"),
    "context variable": (_just(lambda: contextvars.ContextVar("x")), "a context variable"),
    "TLS context": (_just(lambda: ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)), "a TLS context"),
    "selector": (_closed(selectors.DefaultSelector), "a selector"),
    "archive": (_archive, "an open archive"),
    "process connection": (_connection, "a connection between processes"),
    "imgui object": (_just(Style), "an imgui-bundle object"),
    "foreign pointer": (_just(lambda: ctypes.pointer(ctypes.c_int(3))), "LP_c_int"),
    "refuses reduction": (_just(Refuses), "tests.support.state_kinds.Refuses"),
    "refuses copy": (_just(RefusesCopy), "tests.support.state_kinds.RefusesCopy"),
    "unknown module": (_just(lambda: types.ModuleType("not_imported")), "module"),
    "raw lock": (_just(_thread.allocate_lock), "a threading lock"),
}
"""Name of a kind -> its maker, and what the reason for keeping it in memory must mention."""

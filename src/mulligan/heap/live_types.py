"""Which objects are live resources, told by their type alone.

Invariant: nothing here imports the module that a resource comes from, and nothing asks an object
whether it can be copied. dill "copies" a lock, a thread or a file into an unrelated object, so a
copy that works proves nothing; the type does.
"""

from __future__ import annotations

import enum
import io

_DESCRIPTIONS: dict[str, str] = {
    "_thread.lock": "a threading lock",
    "_thread.RLock": "a threading lock",
    "_thread._local": "thread-local storage",
    "_thread._ThreadHandle": "a thread",
    "threading.Thread": "a thread",
    "threading.Condition": "a threading condition",
    "threading.Semaphore": "a semaphore",
    "threading.Event": "a threading event",
    "threading.Barrier": "a threading barrier",
    "queue.Queue": "a queue between threads",
    "_queue.SimpleQueue": "a queue between threads",
    "concurrent.futures._base.Future": "a future",
    "concurrent.futures._base.Executor": "an executor",
    "_asyncio.Future": "an asyncio future",
    "asyncio.futures.Future": "an asyncio future",
    "asyncio.events.AbstractEventLoop": "an event loop",
    "asyncio.events.Handle": "an event loop's callback",
    "asyncio.mixins._LoopBoundMixin": "an asyncio lock or queue",
    "multiprocessing.process.BaseProcess": "a process",
    "multiprocessing.queues.Queue": "a queue between processes",
    "multiprocessing.queues.SimpleQueue": "a queue between processes",
    "multiprocessing.connection._ConnectionBase": "a connection between processes",
    "multiprocessing.synchronize.SemLock": "a lock between processes",
    "multiprocessing.pool.Pool": "a process pool",
    "multiprocessing.managers.BaseManager": "a process manager",
    "multiprocessing.managers.BaseProxy": "a proxy of another process",
    "multiprocessing.shared_memory.SharedMemory": "shared memory",
    "subprocess.Popen": "a running process",
    "_io._IOBase": "an open file",
    "tempfile._TemporaryFileWrapper": "an open file",
    "tempfile.TemporaryDirectory": "a temporary folder",
    "zipfile.ZipFile": "an open archive",
    "tarfile.TarFile": "an open archive",
    "_socket.socket": "a socket",
    "socketserver.BaseServer": "a server",
    "_ssl._SSLContext": "a TLS context",
    "select.epoll": "a selector",
    "select.poll": "a selector",
    "select.kqueue": "a selector",
    "selectors.BaseSelector": "a selector",
    "http.client.HTTPConnection": "a network connection",
    "sqlite3.Connection": "a database connection",
    "sqlite3.Cursor": "a database cursor",
    "sqlite3.Blob": "an open database blob",
    "builtins.generator": "a generator",
    "builtins.coroutine": "a coroutine",
    "builtins.async_generator": "an asynchronous generator",
    "builtins.frame": "a running frame",
    "builtins.traceback": "a traceback",
    "builtins.memoryview": "a view of another object's memory",
    "weakref.ReferenceType": "a weak reference",
    "weakref.ProxyType": "a weak reference",
    "weakref.CallableProxyType": "a weak reference",
    "weakref.finalize": "a finalizer",
    "mmap.mmap": "a memory-mapped file",
    "numpy.memmap": "a memory-mapped file",
    "numpy.core.memmap.memmap": "a memory-mapped file",
    "_ctypes.CFuncPtr": "a foreign function",
    "ctypes.CDLL": "a loaded library",
    "_contextvars.ContextVar": "a context variable",
    "_contextvars.Context": "a context",
    "_contextvars.Token": "a context variable's token",
    "logging.Handler": "a log handler",
    "_tkinter.tkapp": "a Tk interpreter",
    "tkinter.Misc": "a Tk widget",
}

_WEAK = frozenset({"a weak reference"})
_IMGUI_PACKAGES = frozenset({"imgui_bundle", "_imgui_bundle"})
_IMGUI_VALUES = frozenset({"ImVec2", "ImVec4", "ImColor"})


def live_description(cls: type) -> str | None:
    """Say what kind of live resource instances of `cls` are, such as "a threading lock"; None if none."""
    if issubclass(cls, io.StringIO | io.BytesIO):
        return None
    for base in cls.__mro__:
        found = _DESCRIPTIONS.get(f"{base.__module__}.{base.__qualname__}")
        if found is not None:
            return found
    return "an imgui-bundle object" if _is_imgui_object(cls) else None


def is_weak_reference(description: str | None) -> bool:
    """Tell weak references, which undo keeps alive, from resources, whose content it leaves alone."""
    return description in _WEAK


def is_imgui_value(cls: type) -> bool:
    """Tell imgui-bundle's small vectors and colours, which are plain values, from its other objects."""
    return _is_from_imgui(cls) and cls.__name__ in _IMGUI_VALUES


def _is_imgui_object(cls: type) -> bool:
    return any(
        _is_from_imgui(base) and base.__name__ not in _IMGUI_VALUES and not issubclass(base, enum.Enum)
        for base in cls.__mro__
    )


def _is_from_imgui(cls: type) -> bool:
    return str(cls.__module__).split(".", 1)[0] in _IMGUI_PACKAGES

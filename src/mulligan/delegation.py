"""Thin wrappers on the app that call today's function of a hot module, and their rebinding.

Invariant: a delegate looks its function up at every call, so no caller ever holds old code; and
while a transaction is on trial, no line of the refused code runs after a delegate has raised: the
exception travels to the outermost delegate, which undoes the transaction and calls again.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import sys
import threading
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import ModuleType
from typing import Any, Protocol

from mulligan.errors import DelegationBroken, RegistrationError
from mulligan.failure import Failure


class Guard(Protocol):
    """What a GUI does around each delegate so that an exception leaves no open window behind."""

    def call(self, function: Callable[[Any], Any], app: Any) -> Any:
        """Call `function(app)`; what it raises goes on to the caller, with the GUI's stacks put back.

        Raises:
            RuntimeError: the call returned, but the stacks did not stand where they stood before.
        """

    def show_contained(self, name: str, line: str) -> None:
        """Show in place that this delegate raised."""


class Trial(Protocol):
    """The transaction that delegates may still undo."""

    def passed(self, target: str) -> None:
        """One call of `target` went well."""

    def failed(self, target: str, error: BaseException) -> bool:
        """Undo the transaction because of `error`; True when the good code is back."""


class Retreat(BaseException):
    """Carries a delegate's exception to the outermost delegate; not an Exception, so that the
    refused code cannot catch it and go on. A guard takes it for one."""

    def __init__(self, target: str, error: Exception) -> None:
        super().__init__(target)
        self.target = target
        self.error = error


class _Depth(threading.local):
    """How many delegates that began on trial are on this thread's stack."""

    value = 0


class _Runtime:
    """What every delegate of the process asks at each call."""

    __slots__ = ("contain", "depth", "guard", "imported", "last_contained", "trial")

    def __init__(self) -> None:
        self.guard: Guard | None = None
        self.trial: Trial | None = None
        self.contain: Callable[[str, Failure], None] | None = None
        self.imported: Callable[[str], None] | None = None
        self.depth = _Depth()
        self.last_contained: dict[str, tuple[_Origin, Failure]] = {}


_runtime = _Runtime()
_guarded: weakref.WeakSet[Callable[..., Any]] = weakref.WeakSet()
_Function = Callable[..., Any]
_OfApp = Callable[[Any], Any]
_Origin = tuple[str, str, str, int]
_NO_APP = object()


def set_guard(guard: Guard | None) -> None:
    """Put `guard` around every delegate from now on; None takes it away.

    With a guard an exception of a delegate is contained where it happens and shown in place;
    without one it reaches the caller.
    """
    _runtime.guard = guard


def set_trial(trial: Trial | None) -> None:
    """Put the delegates on trial for one transaction; None ends the trial."""
    _runtime.trial = trial
    _runtime.last_contained.clear()  # a line that was edited may fail as it did before, with another text


def set_containment(contain: Callable[[str, Failure], None] | None) -> None:
    """Tell `contain(target, failure)` of every exception that was contained."""
    _runtime.contain = contain


def set_import_listener(imported: Callable[[str], None] | None) -> None:
    """Tell `imported(module name)` of every module that a delegate had to import."""
    _runtime.imported = imported


def _import(name: str) -> ModuleType:
    module = importlib.import_module(name)
    if _runtime.imported is not None:
        _runtime.imported(name)
    return module


def delegate(target: str) -> Callable[..., Any]:
    """Make a thin wrapper for a class attribute: `app._render_x()` calls `function(app)` of today.

    Arguments:
        target: `package.module:function`. The module is imported at the first call if it has not been.

    Raises:
        RegistrationError: `target` is not of that form.
    """
    module_name, _, function_name = target.partition(":")
    if not function_name.isidentifier() or not all(part.isidentifier() for part in module_name.split(".")):
        raise RegistrationError(f"{target!r} is not a delegation target; write package.module:function")
    modules = sys.modules

    def resolve() -> _Function:
        function: _Function = getattr(modules.get(module_name) or _import(module_name), function_name)
        return function

    def today(app: Any) -> Any:  # in one call less than resolve()(app)
        return getattr(modules.get(module_name) or _import(module_name), function_name)(app)

    wrapper = _wrap(resolve, today, target)
    wrapper.__name__ = wrapper.__qualname__ = function_name
    wrapper.__doc__ = f"Call `{function_name}(app)` of {module_name} as it is today."
    return wrapper


def guarded(function: Callable[..., Any], name: str) -> Callable[..., Any]:
    """Make `function` take part in trials and containment as a delegate does, under `name`."""
    wrapper = functools.wraps(function)(_wrap(lambda: function, function, name))
    _guarded.add(wrapper)
    return wrapper


def _wrap(resolve: Callable[[], _Function], today: _OfApp, target: str) -> _Function:
    """Make the wrapper; `today(app)` is the short way to `resolve()(app)`, which most calls are."""
    runtime = _runtime

    def given(arguments: tuple[tuple[Any, ...], dict[str, Any]]) -> Any:
        """Stands for `today(app)` where a delegate is given other arguments than the app alone."""
        args, kwargs = arguments
        return resolve()(*args, **kwargs) if kwargs else resolve()(*args)

    def delegated(app: Any = _NO_APP, /, *args: Any, **kwargs: Any) -> Any:
        call = today
        if args or kwargs or app is _NO_APP:
            call, app = given, (args if app is _NO_APP else (app, *args), kwargs)
        if runtime.trial is not None:
            return _call_on_trial(call, target, app)
        guard = runtime.guard
        if guard is None:
            return call(app)
        try:
            return guard.call(call, app)
        except Exception as error:  # noqa: BLE001 - a panel may raise anything; the app must go on
            return _contain(guard, target, error)

    delegated.mulligan_target = target  # type: ignore[attr-defined]
    return delegated


def _call_on_trial(today: _OfApp, target: str, app: Any) -> Any:
    guard, trial, depth = _runtime.guard, _runtime.trial, _runtime.depth
    depth.value += 1
    try:
        result = today(app) if guard is None else guard.call(today, app)
    except (Exception, Retreat) as raised:  # noqa: BLE001 - any exception of the new code ends its trial
        retreat = raised if isinstance(raised, Retreat) else Retreat(target, raised)
    else:
        if trial is not None:
            trial.passed(target)
        return result
    finally:
        depth.value -= 1
    if depth.value:
        raise retreat
    return _fall_back(trial, retreat, today, target, app)


def _fall_back(trial: Trial | None, retreat: Retreat, today: _OfApp, target: str, app: Any) -> Any:
    """Undo the transaction and make the outermost call again, in the same frame, with the good code."""
    error = retreat.error
    if trial is None or not trial.failed(retreat.target, error):
        if _runtime.guard is None:
            raise error
        return _contain(_runtime.guard, retreat.target, error)
    error.__traceback__ = None  # its frames would keep the refused code alive
    return _wrap(lambda: today, today, target)(app)


def _contain(guard: Guard, target: str, error: Exception) -> None:
    """Report an exception that nobody above can use, and let the frame go on."""
    failure = _failure_of(target, error)
    error.__traceback__ = None  # its frames would keep what they hold alive
    if _runtime.contain is not None:
        _runtime.contain(target, failure)
    guard.show_contained(target, failure.line)


def _failure_of(target: str, error: Exception) -> Failure:
    """The failure as text; the same one as the last of `target` is not formatted again.

    Formatting takes about a millisecond, and a panel that fails does so in every frame.
    """
    origin = _origin_of(error)
    known = _runtime.last_contained.get(target)
    if known is not None and known[0] == origin:
        return known[1]
    failure = Failure.from_exception(error)
    if origin is not None:
        _runtime.last_contained[target] = origin, failure
    return failure


def _origin_of(error: Exception) -> _Origin | None:
    """Type, message and line of an exception, as text that keeps nothing alive; None if it has no text."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    try:
        message = str(error)
    except Exception:  # noqa: BLE001 - an exception's own text may raise anything; the failure says so
        return None
    place = ("", 0) if trace is None else (trace.tb_frame.f_code.co_filename, trace.tb_lineno)
    return f"{type(error).__module__}.{type(error).__qualname__}", message, *place


def targets_of(app: object) -> frozenset[str]:
    """The targets of the delegates on the class of `app`, on its bases and on `app` itself, and of
    the functions that `guarded` wrapped."""
    spaces: list[Mapping[str, Any]] = [vars(each) for each in type(app).__mro__]
    spaces.append(getattr(app, "__dict__", {}))
    values = [value for space in spaces for value in list(space.values())] + list(_guarded)
    found = (getattr(value, "mulligan_target", None) for value in values)
    return frozenset(target for target in found if isinstance(target, str))


class DelegationCheck:
    """The participant that refuses a reload which leaves a delegate without its function.

    Arguments:
        targets: (module name, function name) of each delegation target.
        app: what the functions must take as their only required argument; None checks no signature.
    """

    def __init__(self, targets: Iterable[tuple[str, str]], app: object | None) -> None:
        self._targets = tuple(dict.fromkeys(targets))
        self._app = app

    def vote(self) -> None:
        """Agree: what the targets will be is only known once the code is live."""

    def apply(self) -> None:
        """Check every target of the code that is live now.

        Raises:
            DelegationBroken: a target is missing, is not callable or does not take the app; all
                broken ones are named.
        """
        reasons = [
            reason for module, function in self._targets for reason in self._problems(module, function)
        ]
        if reasons:
            raise DelegationBroken(*reasons)

    def undo(self) -> None:
        """Delegates look their function up at each call, so there is nothing to point back."""

    def _problems(self, module_name: str, function_name: str) -> Iterator[str]:
        name = f"{module_name}:{function_name}"
        module = sys.modules.get(module_name)
        if not isinstance(module, ModuleType):
            yield f"delegation target {name}: module {module_name} is not loaded"
            return
        function = module.__dict__.get(function_name)
        if function is None:
            yield f"delegation target {name} is missing; define it, or take it off the targets"
        elif not callable(function):
            yield f"delegation target {name} is {type(function).__name__}, which cannot be called"
        elif self._app is not None:
            yield from _signature_problem(name, function, self._app)


def _signature_problem(name: str, function: _Function, app: object) -> Iterator[str]:
    try:
        signature = inspect.signature(function)
    except (ValueError, TypeError):  # C functions have none; they are tried by calling them
        return
    try:
        signature.bind(app)
    except TypeError as error:
        yield f"delegation target {name}{signature} does not take the app as its only argument: {error}"

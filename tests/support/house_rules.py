"""The house rules as functions from a file's text to the sentences that say where it breaks them.

Each rule is a plain function, so that `tests/test_tidy.py` can show that it finds a bad snippet before it
trusts it with the repository.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator

LONGEST_FILE = 400
LONGEST_FUNCTION = 60
UNFINISHED = re.compile(r"\b(" + "TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
SKIPPING = frozenset({"skip", "skipif", "xfail", "importorskip", "SkipTest", "skipIf", "skipUnless"})
BROAD = frozenset({"Exception", "BaseException"})
PROVING_CALLS = ("assert_", "check_")

Rule = Callable[[str], list[str]]
Function = ast.FunctionDef | ast.AsyncFunctionDef


def module_docstring(text: str) -> list[str]:
    """A module says what it protects; an empty file has nothing to say."""
    tree = ast.parse(text)
    if not tree.body or ast.get_docstring(tree):
        return []
    return ["line 1: the module has no docstring"]


def file_length(text: str) -> list[str]:
    """A file has at most 400 lines."""
    count = len(text.splitlines())
    return [f"line {count}: the file has more than {LONGEST_FILE} lines"] if count > LONGEST_FILE else []


def function_length(text: str) -> list[str]:
    """A function has at most 60 lines, its docstring included."""
    return [
        f"line {node.lineno}: {node.name} has {length} lines, more than {LONGEST_FUNCTION}"
        for node in _functions(ast.parse(text))
        if (length := (node.end_lineno or node.lineno) - node.lineno + 1) > LONGEST_FUNCTION
    ]


def swallowed_errors(text: str) -> list[str]:
    """No bare `except:`, no handler that does nothing, no `suppress` of every exception."""
    problems = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ExceptHandler):
            if node.type is None:
                problems.append(f"line {node.lineno}: a bare except")
            if all(_does_nothing(statement) for statement in node.body):
                problems.append(f"line {node.lineno}: an except that does nothing")
        elif isinstance(node, ast.Call) and _suppresses_everything(node):
            problems.append(f"line {node.lineno}: suppress of every exception")
    return problems


def _suppresses_everything(call: ast.Call) -> bool:
    return _last_name(call.func) == "suppress" and bool(BROAD & {_last_name(each) for each in call.args})


def library_reload(text: str) -> list[str]:
    """`importlib.reload` loses state and trusts stale bytecode: the product does not use it."""
    return _uses(text, "importlib", "reload")


def unfinished_work(text: str) -> list[str]:
    """Nothing is left for later."""
    return [
        f"line {number}: unfinished work is marked here"
        for number, line in enumerate(text.split("\n"), start=1)
        if UNFINISHED.search(line)
    ]


def skipped_tests(text: str) -> list[str]:
    """No test is left out and none may fail."""
    return [
        f"line {node.lineno}: {node.attr}"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Attribute)
        and node.attr in SKIPPING
        and _root_name(node) in ("pytest", "unittest")
    ]


def sleeping_tests(text: str) -> list[str]:
    """A test waits for what it needs; it does not sleep and hope."""
    return _uses(text, "time", "sleep")


def promised_tests(text: str) -> list[str]:
    """Every test has a docstring, which is the promise, and something that can fail, which is the proof."""
    problems = []
    for node in _functions(ast.parse(text)):
        if not node.name.startswith("test_"):
            continue
        if not ast.get_docstring(node):
            problems.append(f"line {node.lineno}: {node.name} has no docstring")
        if not any(_proves(part) for part in ast.walk(node)):
            problems.append(f"line {node.lineno}: {node.name} asserts nothing")
    return problems


def _uses(text: str, module: str, name: str) -> list[str]:
    """Where a function of a module of the standard library is imported or called."""
    problems = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and node.module == module:
            if any(alias.name == name for alias in node.names):
                problems.append(f"line {node.lineno}: {name} imported from {module}")
        elif isinstance(node, ast.Attribute) and node.attr == name and _last_name(node.value) == module:
            problems.append(f"line {node.lineno}: {module}.{name}")
    return problems


def _proves(node: ast.AST) -> bool:
    if isinstance(node, ast.Assert):
        return not isinstance(node.test, ast.Constant)
    if not isinstance(node, ast.Call):
        return False
    name = _last_name(node.func)
    return name.startswith(PROVING_CALLS) or (
        name in ("raises", "warns") and _root_name(node.func) == "pytest"
    )


def _functions(tree: ast.AST) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def _does_nothing(statement: ast.stmt) -> bool:
    constant = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    return constant or isinstance(statement, ast.Pass)


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _root_name(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute):
        node = node.value
    return _last_name(node)

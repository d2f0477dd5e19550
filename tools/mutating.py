"""The small changes that a mutant is made of: one place of one module, turned or struck out."""

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

Change = Callable[[Any], object]
Changes = Iterator[tuple[str, Change]]

TURNED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE,
    ast.GtE: ast.Gt, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.And: ast.Or, ast.Or: ast.And, ast.Add: ast.Sub, ast.Sub: ast.Add, ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr, ast.Mult: ast.Add, ast.Mod: ast.Add,
}  # fmt: skip
CALLED = {"and_": "or_", "or_": "and_", "any": "all", "all": "any", "min": "max", "max": "min"}
GENERIC = {"Callable", "Mapping", "Iterator", "dict", "frozenset", "tuple", "list"}
CONDITIONS = {"where", "and_", "or_"}
"""Calls of which every argument is a condition, to be left out one at a time."""


@dataclass(frozen=True)
class Mutant:
    """One change: the line as it was, what was done to it, and the module with it done."""

    number: int
    line: str
    change: str
    tree: ast.Module


def mutants_of(source: str) -> Iterator[Mutant]:
    """Every mutant of a module; words for readers are left alone."""
    tree = ast.parse(source)
    lines, unread = source.splitlines(), _unread(tree)
    for index, node in enumerate(ast.walk(tree)):
        for what, change in _changes(node, unread):
            broken = copy.deepcopy(tree)
            change(list(ast.walk(broken))[index])
            number = getattr(node, "lineno", 0)
            line = lines[number - 1].strip() if number else ""
            yield Mutant(number, line, what, ast.fix_missing_locations(broken))


def _unread(tree: ast.Module) -> set[int]:
    """Nodes that no rule reads: docstrings, the types of things, and the settings of a class."""
    found: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            found.add(id(node.value))
        for noted in _types(node):
            found |= {id(each) for each in ast.walk(noted)}
    return found


def _types(node: ast.AST) -> list[ast.AST]:
    """What says the type of something, or how a class is made, and nothing else."""
    noted = [getattr(node, place, None) for place in ("annotation", "returns")]
    if isinstance(node, ast.Subscript) and ast.unparse(node.value) in GENERIC:
        noted.append(node)
    if isinstance(node, ast.ClassDef):
        noted += node.decorator_list
    return [each for each in noted if each is not None]


def _changes(node: ast.AST, unread: set[int]) -> Changes:
    made = CHANGES.get(type(node))
    if made is not None and id(node) not in unread:
        yield from made(node)


def _compare(node: ast.Compare) -> Changes:
    for place, operator in enumerate(node.ops):
        other = TURNED[type(operator)]
        yield f"{type(operator).__name__} is {other.__name__}", _put("ops", place, other)


def _put(list_name: str, place: int, kind: type[ast.AST]) -> Change:
    return lambda here: getattr(here, list_name).__setitem__(place, kind())


def _pop(*list_names: str, place: int) -> Change:
    return lambda here: [getattr(here, name).pop(place) for name in list_names]


def _set(name: str, value: object) -> Change:
    return lambda here: setattr(here, name, value)


def _operator(node: ast.BoolOp | ast.BinOp) -> Changes:
    other = TURNED.get(type(node.op))
    if other is not None:
        yield f"{type(node.op).__name__} is {other.__name__}", _set("op", other())


def _not(node: ast.UnaryOp) -> Changes:
    if isinstance(node.op, ast.Not):
        yield "not is nothing", _bare


def _bare(here: Any) -> None:
    """`not x` becomes `bool(x)`, in place."""
    here.func, here.args, here.keywords = ast.Name("bool", ast.Load()), [here.operand], []
    here.__class__ = ast.Call


def _constant(node: ast.Constant) -> Changes:
    value = node.value
    if isinstance(value, bool):
        yield f"{value} is {not value}", _set("value", not value)
    elif isinstance(value, int):
        yield f"{value} is {value + 1}", _set("value", value + 1)
    elif isinstance(value, str) and value and " " not in value:
        yield f"{value!r} is another", _set("value", value + "_")
    elif isinstance(value, str):
        yield from _cells(value)


def _cells(row: str) -> Changes:
    """A row of a table that is written as letters, one a column: each cell struck out, or given."""
    letters = row.split()
    if any(len(letter) > 1 for letter in letters):
        return
    for place, letter in enumerate(letters):
        other = "R" if letter == "." else "."
        changed = " ".join([*letters[:place], other, *letters[place + 1 :]])
        yield f"column {place + 1}: {letter} is {other}", _set("value", changed)


def _display(node: ast.Tuple | ast.List | ast.Set) -> Changes:
    if isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
        for place, item in enumerate(node.elts):
            yield f"without {ast.unparse(item)[:60]}", _pop("elts", place=place)


def _dict(node: ast.Dict) -> Changes:
    for place, key in enumerate(node.keys):
        if key is not None:
            yield f"without {ast.unparse(key)}", _pop("keys", "values", place=place)


def _call(node: ast.Call) -> Changes:
    called = ast.unparse(node.func).rpartition(".")[2]
    if isinstance(node.func, ast.Name) and called in CALLED:
        other = ast.Name(CALLED[called], ast.Load())
        yield f"{called} is {other.id}", _set("func", other)
    if called in CONDITIONS and len(node.args) > 1:
        for place, argument in enumerate(node.args):
            yield f"without {ast.unparse(argument)[:60]}", _pop("args", place=place)


def _test(node: ast.If | ast.IfExp) -> Changes:
    if not isinstance(node.test, ast.Compare | ast.UnaryOp):
        yield "if is if not", lambda here: setattr(here, "test", ast.UnaryOp(ast.Not(), here.test))


def _comprehension(node: ast.comprehension) -> Changes:
    for place, test in enumerate(node.ifs):
        yield f"any {ast.unparse(test)[:60]}", _pop("ifs", place=place)


def _return(node: ast.Return) -> Changes:
    if node.value is not None and not isinstance(node.value, ast.Constant):
        yield "returns None", _set("value", ast.Constant(None))


def _raise(node: ast.Raise) -> Changes:
    yield "goes on", lambda here: setattr(here, "__class__", ast.Pass)


CHANGES: dict[type[ast.AST], Callable[..., Changes]] = {
    ast.Compare: _compare, ast.BoolOp: _operator, ast.BinOp: _operator, ast.UnaryOp: _not,
    ast.Constant: _constant, ast.Tuple: _display, ast.List: _display, ast.Set: _display,
    ast.Dict: _dict, ast.Call: _call, ast.If: _test, ast.IfExp: _test,
    ast.comprehension: _comprehension, ast.Return: _return, ast.Raise: _raise,
}  # fmt: skip

"""One apostrophe in all that people read: the curly one, as the templates have it."""

import ast
import re

from config import ROOT

STRAIGHT = re.compile(r"[A-Za-z]'[A-Za-z]|s' ")


def test_words_have_one_apostrophe():
    told = [
        f"{file.relative_to(ROOT)}:{line.lineno}"
        for folder in ("referrals", "workflows")
        for file in (ROOT / folder).rglob("*.py")
        for line in words(ast.parse(file.read_text()))
        if STRAIGHT.search(line.value)
    ]
    assert not told, told


def words(tree):
    """Every string but docstrings, which nobody but us reads."""
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone:
            yield node

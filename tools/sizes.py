"""How long the rooms and their functions are, beside the bars of the house: told, not judged."""

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from config import ROOT

MODULE, FUNCTION = 250, 30
FOLDERS = ("workflows", "referrals")


def main() -> None:
    files = [file for folder in FOLDERS for file in sorted((ROOT / folder).rglob("*.py"))]
    lines = {file: len(file.read_text().splitlines()) for file in files}
    functions = [found for file in files for found in _functions(file)]
    middle = median(long for long, _ in functions)
    print(f"{len(files)} modules, median {median(lines.values()):g} lines; functions {middle:g}")
    for file, count in lines.items():
        if count > MODULE:
            print(f"  long module: {file.relative_to(ROOT)}, {count} lines")
    for count, where in sorted(functions, reverse=True):
        if count > FUNCTION:
            print(f"  long function: {where}, {count} lines")


def _functions(file: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.FunctionDef):
            last = node.end_lineno or node.lineno
            yield last - node.lineno + 1, f"{file.relative_to(ROOT)}:{node.name}"


if __name__ == "__main__":
    main()

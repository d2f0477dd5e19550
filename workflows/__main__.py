"""`python -m workflows explain FACTS.json`, or `-` to read them from standard input."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from workflows.explain import BadFacts, explain, from_json, parsed

USAGE = "usage: python -m workflows explain FACTS.json (or - for standard input)"
WRONG = 2


def main(words: Sequence[str]) -> int:
    if len(words) != len(("explain", "FACTS")) or words[0] != "explain":
        print(USAGE, file=sys.stderr)
        return WRONG
    try:
        facts, mover = from_json(parsed(_read(words[1])))
    except (BadFacts, OSError) as fault:
        print(" ".join(str(fault).split()), file=sys.stderr)
        return WRONG
    print(json.dumps(explain(facts, mover), indent=2))
    return 0


def _read(name: str) -> bytes:
    return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

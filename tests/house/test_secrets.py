"""Nothing that is committed is a secret, or tells which machine it was typed on."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = {"requirements.txt", "requirements-dev.txt"}  # their hashes are public
SECRETS = {
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY"),
    "a cloud key": re.compile(r"\b(AKIA|ASIA)[0-9A-Z]{16}\b"),
    "a token of a code host": re.compile(r"\b(ghp|gho|ghs|glpat|xox[abp])[-_][0-9A-Za-z_-]{20,}"),
    "a signed web token": re.compile(r"\beyJ[0-9A-Za-z_-]{15,}\.eyJ"),
    "a 256-bit key": re.compile(r"(?<![0-9A-Za-z/+_.-])[0-9a-f]{64}(?![0-9a-f])"),
    "a password in an address": re.compile(r"://\w+:(?!\.\.\.|PASSWORD|\$|<|{|%)[^@\s/\"'`]{3,}@"),
    "a path of one machine": re.compile(r"(?<![\w.~-])/(home|Users|root|work)/\w"),
}


def committed():
    names = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    return [Path(name) for name in names.split("\0") if name]


def text_of(path: Path) -> str:
    try:
        return (ROOT / path).read_text()
    except (UnicodeDecodeError, FileNotFoundError):
        return ""


@pytest.mark.parametrize("kind", SECRETS)
def test_nothing_committed_looks_like(kind):
    here = Path(__file__).relative_to(ROOT)
    found = [
        f"{path}: {match.group()[:24]}"
        for path in committed()
        if path.name not in LOCKS and path != here
        for match in SECRETS[kind].finditer(text_of(path))
    ]
    assert found == []


def test_what_is_made_here_is_never_committed():
    names = {path.parts[0] for path in committed()}
    assert not names & {"instance", ".venv", "keys.json", ".env"}

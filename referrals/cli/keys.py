"""The keys at the terminal: `flask --app wsgi keys ...`."""

import sys
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from referrals.errors import Invalid
from referrals.sealed import RINGED, create_keys
from referrals.services import keys as ring

keys = AppGroup("keys", help="The key file, and the keys in it.")
KIND = click.argument("kind", type=click.Choice(RINGED))


@keys.command("create")
@click.argument("file", type=click.Path(path_type=Path))
def keys_create(file: Path) -> None:
    """Make a new key file that only its owner may read."""
    try:
        create_keys(file)
    except FileExistsError:
        raise click.ClickException(f"{file} exists, and keys are never overwritten") from None
    click.echo(f"Keys are in {file}. Keep a copy where the database is not.")


@keys.command("list")
@with_appcontext
def keys_list() -> None:
    """Say which keys there are, and what is under each."""
    for key in ring.held(_settings().upload_dir):
        in_use = "in use" if key.current else ""
        click.echo(f"{key.kind:7} {key.number:3}  {in_use:6}  {key.words or 'nothing'}")


@keys.command("add")
@KIND
@with_appcontext
def keys_add(kind: str) -> None:
    """Add a new key, to read with. It has its turn at the next `keys rotate`."""
    number = _done(lambda: ring.add(kind, _settings().key_file))
    click.echo(
        f"Added {kind} key {number}. Copy the file to where keys are kept and to every machine, "
        f"restart the service on all of them, and then: flask --app wsgi keys rotate {kind}"
    )


@keys.command("rotate")
@KIND
@with_appcontext
def keys_rotate(kind: str) -> None:
    """Use the newest key, and make anew under it what older ones made. Exits 1 if some is left."""
    settings, said = _settings(), -1
    for progress in ring.rotate(kind, settings.key_file, settings.upload_dir):
        if (percent := 100 * progress.done // max(progress.of, 1)) != said:
            said = percent
            click.echo(f"{progress.done} of {progress.of}")
    for place in sorted(progress.unreadable):
        click.echo(f"No key of the ring opens {place}")
    if progress.left:
        click.echo(f"{progress.left} left. Restart the service everywhere, and rotate again")
    sys.exit(bool(progress.left))


@keys.command("retire")
@KIND
@click.argument("number", type=int)
@with_appcontext
def keys_retire(kind: str, number: int) -> None:
    """Take an old key off the ring, unless something still uses it."""
    settings = _settings()
    _done(lambda: ring.retire(kind, number, settings.key_file, settings.upload_dir))
    click.echo(f"Retired {kind} key {number}. Keep its copy as long as a backup may need it.")


def _settings() -> Any:
    return current_app.config["SETTINGS"]


def _done(do: Any) -> Any:
    try:
        return do()
    except Invalid as wrong:
        raise click.ClickException("; ".join(words[0] for words in wrong.errors.values())) from None

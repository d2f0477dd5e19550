"""What is done at the terminal: `flask --app wsgi ...`."""

import datetime as dt
import json
import sys
from pathlib import Path
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext

from referrals import clock, trail
from referrals.cli.keys import keys
from referrals.errors import Invalid
from referrals.gate import policy
from referrals.seed import PROFILES, AlreadyPeopled, seed
from referrals.services import accounts, copies, retention
from referrals.services import holidays as days
from referrals.services.accounts import Agency, Person
from workflows.sharing import ROLES

BROKEN, COULD_NOT_RUN = 1, 2

record = AppGroup("trail", help="The record of activity.")
agency = AppGroup("agency", help="Organisations.")
user = AppGroup("user", help="People who sign in.")
sessions = AppGroup("sessions", help="Who is signed in.")
holidays = AppGroup("holidays", help="Bank holidays of England and Wales.")


def register(app: Flask) -> None:
    for command in (
        keys,
        record,
        agency,
        user,
        sessions,
        holidays,
        show_policy,
        plant_seed,
        retention_forecast,
    ):
        app.cli.add_command(command)


@click.command("policy")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@with_appcontext
def show_policy(as_json: bool) -> None:
    """Say what every address needs."""
    rows = policy(current_app)
    if as_json:
        click.echo(json.dumps(rows, indent=1))
        return
    for row in rows:
        click.echo(f"{row['method']:7} {row['rule']:50} {row['verb'] or 'public'}")


@click.command("seed")
@click.option("--profile", type=click.Choice(sorted(PROFILES)), default="demo")
@click.option("--values", type=click.Path(path_type=Path, exists=True), help="JSON to plant.")
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="Instead of today.")
@click.option("--out", type=click.Path(path_type=Path), help="Write what was made here.")
@with_appcontext
def plant_seed(
    profile: str, values: Path | None, today: dt.datetime | None, out: Path | None
) -> None:
    """Fill an empty database with invented people and cases."""
    planted = json.loads(values.read_text()).get("cases", {}) if values else {}
    try:
        made = seed(
            profile,
            today=today.date() if today else clock.today(),
            values=planted,
            demo=current_app.config["DEMO"],
            say=lambda words: click.echo(words, err=True),
        )
    except AlreadyPeopled:
        raise click.ClickException("This database already has people in it") from None
    except Invalid as wrong:
        raise click.ClickException(str(wrong)) from None
    text = json.dumps(made, indent=1)
    if out:
        out.write_text(text)
    else:
        click.echo(text)


@record.command("verify")
@click.option("--anchor", type=click.Path(path_type=Path), help="Instead of ANCHOR_DIR.")
@with_appcontext
def trail_verify(anchor: Path | None) -> None:
    """Check every row. Exits 0 when whole, 1 when broken, 2 when it could not run."""
    try:
        report = trail.verify(anchor or current_app.config["SETTINGS"].anchor_dir)
    except trail.CouldNotRun as error:
        click.echo(f"Could not run: {error}", err=True)
        sys.exit(COULD_NOT_RUN)
    if report.broken:
        click.echo(f"Broken: {report.broken}")
        sys.exit(BROKEN)
    click.echo(f"Whole: {report.rows} rows, {report.seals} seals.")


@record.command("seal")
@with_appcontext
def trail_seal() -> None:
    """Seal what was added, and anchor it, at once."""
    trail.seal(current_app.config["SETTINGS"].anchor_dir)
    click.echo("Sealed.")


@agency.command("add")
@click.argument("code")
@click.argument("name")
@click.option(
    "--kind", required=True, help="police, la, health, ngo, board, competent_authority..."
)
@click.option("--area")
@click.option("--first-responder", is_flag=True, help="A designated first responder organisation.")
@click.option("--notifies", is_flag=True, help="Owes the duty to notify (Modern Slavery Act s52).")
@with_appcontext
def agency_add(**given: Any) -> None:
    """Add an organisation."""
    _done(lambda: accounts.add_agency(Agency(**given)))
    click.echo(f"Added {given['code']}.")


@user.command("add")
@click.argument("email")
@click.argument("name")
@click.option("--role", required=True, type=click.Choice(ROLES))
@click.option("--organisation", required=True, help="Its code.")
@click.option("--team", help="Its code.")
@click.option("--area")
@click.option("--pip2", is_flag=True, help="Accredited to investigate (PIP2).")
@click.option("--manages", is_flag=True, help="Manages their own organisation’s people.")
@with_appcontext
def user_add(**given: Any) -> None:
    """Add a person. What they need to sign in is shown once."""
    first = _done(lambda: accounts.add_user(Person(**given)))
    click.echo(f"Password  {first.password}\nCode app  {first.uri}")


@user.command("suspend")
@click.argument("email")
@with_appcontext
def user_suspend(email: str) -> None:
    """Close an account and end its sessions at once."""
    _done(lambda: accounts.suspend(email))
    click.echo(f"Suspended {email}.")


@user.command("restore")
@click.argument("email")
@with_appcontext
def user_restore(email: str) -> None:
    """Open a closed account again: they are sent a link to begin anew."""
    _done(lambda: accounts.restore(email))
    click.echo(f"Restored {email}. A link is on its way to them.")


@sessions.command("end")
@with_appcontext
def sessions_end() -> None:
    """End every session and token; always after restoring a backup."""
    accounts.end_all_sessions()
    click.echo("Everybody has to sign in again.")


@holidays.command("add")
@click.argument("day", type=click.DateTime(["%Y-%m-%d"]))
@click.argument("name")
@with_appcontext
def holidays_add(day: dt.datetime, name: str) -> None:
    """Add a bank holiday, and count every running clock over it again."""
    _done(lambda: days.add(None, day.date(), name))
    click.echo(f"Added {day.date()}. Clocks that moved: {days.recount()}.")
    if past := days.past_the_table(day.date()):
        click.echo(past)


@holidays.command("list")
@with_appcontext
def holidays_list() -> None:
    """Say which bank holidays were added since the table was written."""
    for each in days.added():
        waits = "" if each.counted else " (clocks are being counted again)"
        click.echo(f"{each.day} {each.name}{waits}")


@click.command("retention")
@click.option("--dry-run", is_flag=True, help="Say what could be reviewed or disposed of.")
@with_appcontext
def retention_forecast(dry_run: bool) -> None:
    """List closed cases, what holds them, and the copies partners keep; change nothing."""
    if not dry_run:
        raise click.ClickException(
            "Nothing is disposed of at the terminal: two supervisors do it, on /admin/retention. "
            "Add --dry-run to see what is due"
        )
    rows = list(retention.forecast())
    for row in rows:
        words = "held" if row.held else "may go" if row.may_go else "due" if row.due else "kept"
        click.echo(
            f"{row.reference:14} group {row.group}  review {row.review_on}  "
            f"not before {row.earliest}  {words}"
        )
    ready = sum(row.may_go for row in rows)
    click.echo(f"{len(rows)} closed, {sum(row.due for row in rows)} due, {ready} may go.")
    held = list(copies.kept())
    for reference, kept in held:
        click.echo(
            f"{reference:14} {kept.name}  of {kept.organisation}  "
            f"by {kept.dispose_by}  {kept.stands}"
        )
    late = sum(kept.stands == "late" for _, kept in held)
    click.echo(f"{len(held)} copies kept by partners, {late} past their day.")


def _done(do: Any) -> Any:
    try:
        return do()
    except Invalid as wrong:
        raise click.ClickException("; ".join(words[0] for words in wrong.errors.values())) from None

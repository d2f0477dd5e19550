"""Settings from the environment, in one frozen class; nothing unsafe is assumed but in DEMO."""

import ipaddress
import os
import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent
INSTANCE = ROOT / "instance"
YES = {"1", "true", "yes", "on"}
PORTS = range(1, 65536)


class Misconfigured(SystemExit):
    """Stops the start with one line that says what to set."""


@dataclass(frozen=True)
class Settings:
    """Everything the service is told from outside."""

    database_url: str = field(repr=False)
    key_file: Path
    anchor_dir: Path
    upload_dir: Path
    base_url: str
    trusted_hosts: tuple[str, ...]
    host: str = "127.0.0.1"
    port: int = 8000
    demo: bool = False
    mail_dir: Path | None = None
    scan_command: tuple[str, ...] = ()

    @property
    def sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    def require_keys(self) -> None:
        """Refuse to serve without keys: nothing could be sealed, nor the trail shown whole."""
        if not self.key_file.is_file():
            raise Misconfigured(
                f"There is no key file at {self.key_file}. Set KEY_FILE to yours, or make one: "
                f"flask --app wsgi keys create {self.key_file}"
            )


def from_environment(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings, or stop with one line."""
    env = {name: value.strip() for name, value in environ.items() if value.strip()}
    demo = env.get("DEMO", "").lower() in YES
    given = _demonstration(env) | env if demo else env
    settings = Settings(
        database_url=database_url(_needed(given, "DATABASE_URL")),
        key_file=Path(_needed(given, "KEY_FILE")).absolute(),
        anchor_dir=Path(_needed(given, "ANCHOR_DIR")).absolute(),
        upload_dir=Path(_needed(given, "UPLOAD_DIR")).absolute(),
        base_url=_base_url(_needed(given, "BASE_URL"), demo),
        trusted_hosts=_hosts(given),
        host=given.get("HOST", "127.0.0.1"),
        port=_port(given),
        demo=demo,
        mail_dir=Path(given["MAIL_DIR"]).absolute() if "MAIL_DIR" in given else None,
        scan_command=tuple(shlex.split(given.get("SCAN_COMMAND", ""))),
    )
    if demo:
        refuse_unless_loopback(settings.host)
    return settings


def database_url(url: str) -> str:
    """Name the driver we ship for PostgreSQL, whatever short form was given."""
    url = re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", url)
    if not url.startswith(("postgresql+psycopg://", "sqlite:///")):
        raise Misconfigured("DATABASE_URL must begin with postgresql:// or sqlite:///")
    return url


def refuse_unless_loopback(host: str) -> None:
    """Demonstration mode shows passwords, so it answers this machine alone."""
    if not loopback(host):
        raise Misconfigured(
            f"Demonstration mode answers only this machine, and {host} can be reached from others. "
            "Listen on 127.0.0.1, or unset DEMO and give the settings a real service needs."
        )


def loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _demonstration(env: Mapping[str, str]) -> dict[str, str]:
    """What `make run` may assume, on this machine alone."""
    return {
        "DATABASE_URL": f"sqlite:///{INSTANCE / 'referrals.sqlite3'}",
        "KEY_FILE": str(INSTANCE / "keys.json"),
        "ANCHOR_DIR": str(INSTANCE / "anchor"),
        "MAIL_DIR": str(INSTANCE / "mail"),
        "UPLOAD_DIR": str(INSTANCE / "uploads"),
        "BASE_URL": f"http://127.0.0.1:{env.get('PORT', '8000')}",
        "TRUSTED_HOSTS": "127.0.0.1,localhost,[::1]",
    }


def _needed(env: Mapping[str, str], name: str) -> str:
    if name not in env:
        raise Misconfigured(
            f"{name} is not set. See docs/running/deploy.md, or set DEMO=1 for the demonstration."
        )
    return env[name]


def _base_url(url: str, demo: bool) -> str:
    if not demo and not url.startswith("https://"):
        raise Misconfigured("BASE_URL must begin with https:// outside demonstration mode")
    return url.rstrip("/")


def _hosts(env: Mapping[str, str]) -> tuple[str, ...]:
    """The names this service answers to; by default the one in its own address."""
    named = env.get("TRUSTED_HOSTS") or urlsplit(env["BASE_URL"]).hostname or ""
    return tuple(host.strip() for host in named.split(",") if host.strip())


def _port(env: Mapping[str, str]) -> int:
    port = env.get("PORT", "8000")
    if not (port.isascii() and port.isdecimal()) or int(port) not in PORTS:
        raise Misconfigured(f"PORT must be a number from 1 to 65535, not {port}")
    return int(port)

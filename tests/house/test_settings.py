"""Nothing unsafe is assumed: outside demonstration mode every setting that matters is asked for."""

import pytest

from config import Misconfigured, from_environment

REAL = {
    "DATABASE_URL": "postgresql://someone@db.example/referrals",
    "KEY_FILE": "/etc/referrals/keys.json",
    "ANCHOR_DIR": "/srv/anchor",
    "UPLOAD_DIR": "/srv/uploads",
    "BASE_URL": "https://referrals.example/",
}


def test_a_real_service_is_told_everything():
    settings = from_environment(REAL)

    assert settings.database_url == "postgresql+psycopg://someone@db.example/referrals"
    assert settings.base_url == "https://referrals.example"
    assert settings.trusted_hosts == ("referrals.example",)
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.demo is False
    assert settings.mail_dir is None
    assert settings.scan_command == ()


@pytest.mark.parametrize("name", REAL)
@pytest.mark.parametrize("value", [None, "", "  "])
def test_a_missing_setting_stops_the_start_and_is_named(name, value):
    given = {key: kept for key, kept in REAL.items() if key != name}
    given |= {} if value is None else {name: value}
    with pytest.raises(Misconfigured, match=f"^{name} is not set"):
        from_environment(given)


def test_a_demonstration_needs_nothing_and_stays_on_this_machine():
    settings = from_environment({"DEMO": "1", "PORT": "8123"})

    assert settings.database_url.endswith("/instance/referrals.sqlite3")
    assert settings.base_url == "http://127.0.0.1:8123"
    assert settings.host == "127.0.0.1"


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.4", "referrals.example"])  # noqa: S104 - to be refused
def test_a_demonstration_refuses_an_address_that_others_can_reach(host):
    with pytest.raises(Misconfigured, match="answers only this machine"):
        from_environment({"DEMO": "1", "HOST": host})


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_a_demonstration_may_use_any_address_of_this_machine(host):
    assert from_environment({"DEMO": "1", "HOST": host}).host == host


@pytest.mark.parametrize("demo", ["", "0", "no", "false", "perhaps"])
def test_demonstration_mode_is_asked_for_plainly(demo):
    assert from_environment(REAL | {"DEMO": demo}).demo is False


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("postgres://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("postgresql://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("postgresql+psycopg://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("sqlite:////srv/referrals.sqlite3", "sqlite:////srv/referrals.sqlite3"),
    ],
)
def test_the_driver_is_named(given, wanted):
    assert from_environment(REAL | {"DATABASE_URL": given}).database_url == wanted


@pytest.mark.parametrize("url", ["mysql://h/d", "sqlite://", "referrals.sqlite3"])
def test_another_database_is_refused(url):
    with pytest.raises(Misconfigured, match="DATABASE_URL"):
        from_environment(REAL | {"DATABASE_URL": url})


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http", "٨٠"])
def test_a_port_is_a_number_in_range(port):
    with pytest.raises(Misconfigured, match="PORT"):
        from_environment(REAL | {"PORT": port})


def test_plain_http_is_for_demonstrations():
    with pytest.raises(Misconfigured, match="https"):
        from_environment(REAL | {"BASE_URL": "http://referrals.example"})


def test_passwords_are_not_printed_with_the_settings():
    settings = from_environment(REAL | {"DATABASE_URL": "postgresql://u:PASSWORD@h/d"})
    assert "PASSWORD" not in repr(settings)


def test_a_server_without_keys_says_how_to_make_them(tmp_path):
    settings = from_environment(REAL | {"KEY_FILE": str(tmp_path / "keys.json")})
    with pytest.raises(Misconfigured, match=r"flask --app wsgi keys create .*keys\.json"):
        settings.require_keys()

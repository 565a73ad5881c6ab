"""What an instance can be told: every setting, its default, its meaning, and where its value comes from.

A value is looked up in this order: environment variable, `candor.toml` in the instance's home, default.
(Command-line flags are turned into environment variables by the command that has them.) This module imports no
Django, because the supervisor and the launcher's commands read it too.
"""

from __future__ import annotations

import os
import re
import secrets
import shlex
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo


class SettingError(ValueError):
    """A setting has a value that cannot be used. The text says which, where it came from and what is expected."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One documented setting. `name` is the key in candor.toml; the environment variable is `CANDOR_` + NAME."""

    name: str
    default: Any
    parse: Callable[[Any], Any]
    meaning: str

    @property
    def variable(self) -> str:
        return f"CANDOR_{self.name.upper()}"


def text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("expected text")
    return value.strip()


def whole_number(value: Any) -> int:
    if isinstance(value, bool):
        raise ValueError("expected a whole number")
    try:
        number = int(value)
    except (TypeError, ValueError):
        raise ValueError("expected a whole number") from None
    if number < 0:
        raise ValueError("expected a whole number that is not negative")
    return number


def yes_or_no(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    match str(value).strip().lower():
        case "1" | "true" | "yes" | "on":
            return True
        case "0" | "false" | "no" | "off" | "":
            return False
    raise ValueError("expected yes or no")


def words(value: Any) -> tuple[str, ...]:
    """Several values: a list in candor.toml, separated by commas in the environment."""
    items = value.split(",") if isinstance(value, str) else value
    if not isinstance(items, list | tuple) or not all(isinstance(item, str) for item in items):
        raise ValueError("expected a list of texts")
    return tuple(item.strip() for item in items if item.strip())


Network = IPv4Network | IPv6Network


def networks(value: Any) -> tuple[Network, ...]:
    """Addresses and networks as in `10.0.0.0/8`. One that holds everybody is refused: anybody would be a proxy."""
    found = []
    for word in words(value):
        try:
            network = ip_network(word)
        except ValueError:
            raise ValueError(f"expected addresses or networks such as 127.0.0.1 or 172.18.0.0/16, not {word}") from None
        if not network.prefixlen:
            raise ValueError(f"expected the networks of your proxies; {word} is everybody")
        found.append(network)
    return tuple(found)


def own_address(value: Any) -> str:
    """An address of this machine, or of all of it: 0.0.0.0 or ::."""
    try:
        return str(ip_address(text(value)))
    except ValueError:
        raise ValueError("expected an address of this machine such as 127.0.0.1, or 0.0.0.0 for all of them") from None


def base_url(value: Any) -> str:
    url = text(value).rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
        raise ValueError("expected an address such as https://help.example.com, without a path")
    return url


def database_url(value: Any) -> str:
    url = text(value)
    if url and urlsplit(url).scheme not in {"postgres", "postgresql"}:
        raise ValueError("expected nothing (SQLite in the home directory) or postgresql://user:password@host/name")
    return url


def time_zone(value: Any) -> str:
    name = text(value)
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError("expected a time zone such as Europe/Berlin") from None
    return name


def language(value: Any) -> str:
    if text(value) not in {"en", "de"}:
        raise ValueError("expected en or de")
    return text(value)


def smtp_url(value: Any) -> str:
    url = text(value)
    if url and urlsplit(url).scheme not in {"smtp", "smtps", "smtp+starttls"}:
        raise ValueError("expected smtp://, smtp+starttls:// or smtps://user:password@host:port")
    return url


LONGEST_SOCKET_PATH = 100
"""Bytes. Linux takes 107 for a socket's path, others fewer."""


def listener_url(value: Any) -> str:
    """An address of this machine with its port, or the whole path of a socket file, or "" for none."""
    url = text(value)
    wrong = ValueError("expected nothing, lmtp://127.0.0.1:2424, or lmtp:///run/candor/lmtp.sock?group=postfix")
    if not url:
        return ""
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        raise wrong from None
    if parts.scheme not in {"lmtp", "smtp"} or parts.username or parts.fragment:
        raise wrong
    if parts.hostname:
        is_right = bool(port) and not parts.path and not parts.query
    else:
        is_right = not parts.netloc and _is_socket_path(parts.path) and bool(GROUP.fullmatch(parts.query))
    if not is_right:
        raise wrong
    return url


GROUP = re.compile(r"(group=[A-Za-z_][A-Za-z0-9_.-]{0,31})?")


def _is_socket_path(path: str) -> bool:
    is_whole = path.startswith("/") and not path.endswith("/")
    return is_whole and path.isprintable() and 1 < len(os.fsencode(path)) <= LONGEST_SOCKET_PATH


def scanner_url(value: Any) -> str:
    """A port of this machine or the whole path of a socket file, or "" for none. Files cross no network unprotected."""
    url = text(value)
    wrong = ValueError("expected nothing, tcp://127.0.0.1:3310, or unix:///run/clamav/clamd.ctl")
    if not url:
        return ""
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        raise wrong from None
    if parts.query or parts.fragment or parts.username:
        raise wrong
    if parts.scheme == "tcp":
        is_right = parts.hostname in {"127.0.0.1", "::1", "localhost"} and bool(port) and not parts.path
    else:
        is_right = parts.scheme == "unix" and not parts.netloc and _is_socket_path(parts.path)
    if not is_right:
        raise wrong
    return url


def place(value: Any) -> str:
    """A file or folder with its whole path, or "" for none."""
    path = text(value)
    if path and not Path(path).is_absolute():
        raise ValueError("expected a whole path such as /mnt/other-machine/candor-ledger")
    return path


def days_of_a_backup(value: Any) -> int:
    """At least one: a backup that goes at once is none."""
    days = whole_number(value)
    if not 1 <= days <= 3_650:
        raise ValueError("expected a number of days from 1 to 3650")
    return days


def command(value: Any) -> str:
    """A command line whose words can be told apart and that says which file it takes, or "" for none."""
    line = text(value)
    try:
        parts = shlex.split(line)
    except ValueError:
        raise ValueError("expected a command whose quotation marks are closed") from None
    if parts and not any("{file}" in part for part in parts[1:]):
        raise ValueError("expected a command with {file}, such as: rclone copyto {file} remote:candor/{name}")
    return line


def s3_url(value: Any) -> str:
    """A bucket with its key id, or "" for none. The secret is not among the settings."""
    url = text(value)
    wrong = ValueError("expected nothing or https://KEY-ID@s3.example.com/bucket/folder?region=eu-central-1")
    parts = urlsplit(url)
    if not url:
        return ""
    if parts.password is not None:
        raise ValueError("expected no secret in it: candor backup s3 asks for it")
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    if not is_safe or not parts.username or not re.fullmatch(r"region=[a-z0-9-]{1,40}|", parts.query):
        raise wrong
    if not re.fullmatch(r"/[A-Za-z0-9][A-Za-z0-9.-]{1,62}(/[A-Za-z0-9_.-]+)*/?", parts.path) or ".." in parts.path:
        raise wrong
    return url


LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def moment(value: Any) -> datetime | None:
    """A moment as in RFC 3339, or None for nothing."""
    if not text(value):
        return None
    try:
        read = datetime.fromisoformat(text(value))
    except ValueError:
        raise ValueError("expected a moment such as 2026-11-21T14:00:00+00:00") from None
    if read.tzinfo is None:
        raise ValueError("expected a moment with its offset, such as 2026-11-21T14:00:00+00:00")
    return read


def instance_name(value: Any) -> str:
    name = text(value)
    if not name or not name.replace("-", "").isalnum() or not name.isascii() or len(name) > 30:
        raise ValueError("expected up to 30 letters, digits and hyphens")
    return name.lower()


SETTINGS: tuple[Setting, ...] = (
    Setting("name", "main", instance_name, "Short name of the instance; part of its cookie's name."),
    Setting("base_url", "http://localhost:8000", base_url, "The address people use; links in mails start with it."),
    Setting("listen", "127.0.0.1", own_address, "The address `candor up` listens on; in a container 0.0.0.0."),
    Setting("port", 8000, whole_number, "The port `candor up` listens on."),
    Setting("database", "", database_url, "postgresql://… to use PostgreSQL; empty for SQLite in the home."),
    Setting("language", "en", language, "Language of pages and mails where a person has chosen none: en or de."),
    Setting("time_zone", "Europe/Berlin", time_zone, "Time zone where a person has chosen none."),
    Setting("smtp", "", smtp_url, "Where outgoing mail is handed over; empty keeps it in the outbox."),
    Setting("alarm_smtp", "", smtp_url, "Second mail server, over which administrators hear that the first one fails."),
    Setting("mail_from", "", text, "Sender address of mail that belongs to no mailbox."),
    Setting(
        "mail_listener",
        "",
        listener_url,
        "Where mail servers hand mail over: lmtp://127.0.0.1:2424 or lmtp:///run/candor/lmtp.sock; or smtp://.",
    ),
    Setting(
        "mail_relays",
        (),
        words,
        "Names under which your mail server writes Authentication-Results on what it hands to the listener or pipe.",
    ),
    Setting("plain_http", False, yes_or_no, "Allow sign-in over plain http on addresses other than this machine."),
    Setting(
        "trusted_proxies",
        (),
        networks,
        "Addresses and networks (CIDR) of reverse proxies whose X-Forwarded-For, -Proto and -Host count.",
    ),
    Setting("session_idle_minutes", 480, whole_number, "A session ends after this long without a page."),
    Setting("session_hours", 24, whole_number, "A session ends after this long in any case."),
    Setting("undo_seconds", 10, whole_number, "Seconds in which a reply can be taken back before it leaves; 0: none."),
    Setting("upload_mb", 50, whole_number, "The largest file or mail taken in, in MB."),
    Setting(
        "clamd",
        "",
        scanner_url,
        "The clamd that looks at files of others before they are fetched: tcp://127.0.0.1:3310 or unix:///path.",
    ),
    Setting("ledger_copy", "", place, "Second place of the privacy ledger: a file or folder, best on another machine."),
    Setting("backup_folder", "", place, "Where backups are made; empty for `backups` in the home."),
    Setting("backup_every_hours", 24, whole_number, "Hours from one backup to the next; 0: only when asked for."),
    Setting("backup_keep_days", 30, days_of_a_backup, "Days after which a backup is removed."),
    Setting(
        "backup_copy", "", place, "A folder, best on another machine, to which backups, keys and ledger are copied."
    ),
    Setting(
        "backup_command",
        "",
        command,
        "A command that takes each of them away: {file} is the file's path, {name} its name. No shell runs it.",
    ),
    Setting(
        "backup_s3",
        "",
        s3_url,
        "A bucket that takes them: https://KEY-ID@host/bucket/folder?region=…; `candor backup s3` asks for the secret.",
    ),
    Setting(
        "backup_trial_days",
        7,
        whole_number,
        "Days from one restore on trial to the next, in a home that is thrown away; 0: none.",
    ),
    Setting(
        "backup_trial_database",
        "",
        database_url,
        "An empty PostgreSQL database for trials; else one is made beside ours and dropped (this needs CREATEDB).",
    ),
    Setting("demo", False, yes_or_no, "This is a demo: known passwords, no mail leaves the machine."),
    Setting(
        "sandbox_until", None, moment, "Set by `candor sandbox`: when this public demo is thrown away; else empty."
    ),
    Setting("log_level", "info", text, "debug, info, warning or error."),
)


@dataclass(frozen=True, slots=True)
class InstanceSettings:
    """The checked settings of one instance. Attribute names are those of `SETTINGS`."""

    home: Path
    secret: str
    name: str
    base_url: str
    listen: str
    port: int
    database: str
    language: str
    time_zone: str
    smtp: str
    alarm_smtp: str
    mail_from: str
    mail_listener: str
    mail_relays: tuple[str, ...]
    plain_http: bool
    trusted_proxies: tuple[Network, ...]
    session_idle_minutes: int
    session_hours: int
    undo_seconds: int
    upload_mb: int
    clamd: str
    ledger_copy: str
    backup_folder: str
    backup_every_hours: int
    backup_keep_days: int
    backup_copy: str
    backup_command: str
    backup_s3: str
    backup_trial_days: int
    backup_trial_database: str
    demo: bool
    sandbox_until: datetime | None
    log_level: str

    @property
    def host(self) -> str:
        return urlsplit(self.base_url).hostname or "localhost"

    @property
    def is_https(self) -> bool:
        return self.base_url.startswith("https://")


def home_directory(environ: Mapping[str, str] = os.environ) -> Path:
    return Path(environ.get("CANDOR_HOME") or "data").expanduser().absolute()


def load_settings(environ: Mapping[str, str] = os.environ) -> InstanceSettings:
    """Read and check all settings of the instance at `CANDOR_HOME`; makes the home and its secret where missing.

    Raises SettingError with a sentence that names the setting, its source and what is expected.
    """
    home = home_directory(environ)
    os.umask(0o077)
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    written = _read_toml(home / "candor.toml")
    unknown = set(written) - {setting.name for setting in SETTINGS}
    if unknown:
        raise SettingError(f"candor.toml has settings that do not exist: {', '.join(sorted(unknown))}.")
    values = {setting.name: _value_of(setting, environ, written) for setting in SETTINGS}
    return InstanceSettings(home=home, secret=_secret(home), **values)


def _read_toml(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingError(f"{path} cannot be read: {error}") from error


def _value_of(setting: Setting, environ: Mapping[str, str], written: Mapping[str, Any]) -> Any:
    if setting.variable in environ:
        source, value = f"The environment variable {setting.variable}", environ[setting.variable]
    elif setting.name in written:
        source, value = f"{setting.name} in candor.toml", written[setting.name]
    else:
        return setting.default
    try:
        return setting.parse(value)
    except ValueError as error:
        raise SettingError(f"{source} is not usable: {error}.") from None


def _secret(home: Path) -> str:
    """The instance's own secret, made at the first start. Two processes starting at once agree on one."""
    path = home / "secret.key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("ascii").strip()
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(48))
        file.flush()
        os.fsync(file.fileno())
    return path.read_text("ascii").strip()

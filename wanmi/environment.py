"""Everything that may be set from outside, in one table; a test holds docs/settings.md to it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit


class SettingError(ValueError):
    """A variable holds something that cannot be used; the text names it and says what was expected."""


@dataclass(frozen=True)
class Variable:
    name: str
    default: str
    meaning: str
    is_private: bool = False  # never shown


VARIABLES = {
    variable.name: variable
    for variable in (
        Variable(
            "WANMI_MODE",
            "demo",
            "`demo` or `production`. Production refuses to start with demo accounts, debug pages, a weak or shared "
            "secret, open host names or cookies that travel without TLS.",
        ),
        Variable(
            "WANMI_HOME",
            "var",
            "Folder of this installation: the embedded database, the secret, attachments, gathered static files. "
            "A relative path counts from the project's folder.",
        ),
        Variable(
            "DATABASE_URL",
            "",
            "`postgres://user:password@host:port/name` for PostgreSQL 15 or newer. Empty: SQLite in `WANMI_HOME`.",
            is_private=True,
        ),
        Variable(
            "WANMI_SECRET_KEY",
            "",
            "Signs sessions and encrypts second factors; at least 50 characters. Empty: made at the first start and "
            "kept in `WANMI_HOME/secret`, readable by its owner alone.",
            is_private=True,
        ),
        Variable(
            "WANMI_LAKE",
            "",
            "Folder of the Parquet lake that `wanmi lake sync` writes and appraisal reads. Empty: `WANMI_HOME/lake`.",
        ),
        Variable("WANMI_HOST", "127.0.0.1", "Address that `wanmi serve` listens on."),
        Variable("WANMI_PORT", "8000", "Port that `wanmi serve` listens on."),
        Variable("WANMI_WORKERS", "1", "Server processes. Keep 1 on SQLite, which has one writer at a time."),
        Variable("WANMI_THREADS", "4", "Requests that one server process works on at once."),
        Variable("WANMI_ALLOWED_HOSTS", "localhost 127.0.0.1 [::1]", "Host names the site answers to, with spaces."),
        Variable(
            "WANMI_ORIGINS",
            "",
            "Origins (`https://name`) whose forms are accepted besides the site's own, with spaces. Behind a proxy "
            "that ends TLS, the site's own public origin.",
        ),
        Variable(
            "WANMI_PROXIES",
            "0",
            "Number of reverse proxies in front. With 1 or more, the sender's address is taken from `X-Forwarded-For` "
            "and TLS from `X-Forwarded-Proto`; the outermost proxy must overwrite both.",
        ),
        Variable("WANMI_IDLE_MINUTES", "30", "Minutes without a request after which a session ends."),
        Variable("WANMI_MAX_BODY_MB", "40", "Largest request body in megabytes; a larger one is refused unread."),
        Variable("WANMI_DEBUG", "0", "`1` shows Django's debug pages. Never in production."),
        Variable(
            "WANMI_BASE_MAP",
            "",
            "Address of raster tiles under the map, such as `https://tiles.example.org/{z}/{x}/{y}.png`, in CGCS2000 "
            "or WGS 84; readers' browsers fetch them from there. Empty: the map needs nobody else.",
        ),
        Variable(
            "WANMI_PUBLIC_URL",
            "",
            "Where residents reach the site, such as `https://grid.example.org`: stands in the links of notices. "
            "Empty: notices carry no links.",
        ),
        Variable(
            "WANMI_EMAIL_URL",
            "",
            "Mail server of notices: `smtp://user:password@host:587` (STARTTLS), `smtps://…:465` (TLS from the start), "
            "`smtp+plain://host:25` (no TLS, for a relay on this machine). Empty: e-mails are written into "
            "`WANMI_HOME/notices.log`.",
            is_private=True,
        ),
        Variable("WANMI_EMAIL_FROM", "wanmi@localhost", "Sender of e-mails."),
        Variable(
            "WANMI_SMS_GATEWAY",
            "",
            "TOML file that describes the gateway for short messages (see docs/notices.md). Empty: they are written "
            "into `WANMI_HOME/notices.log`.",
        ),
        Variable(
            "WANMI_OUTGOING_PRIVATE",
            "0",
            "`1` lets webhooks go to private and loopback addresses, for receivers in the same network.",
        ),
        Variable(
            "WANMI_SOURCE_TOKENS",
            "",
            "`source=token`, with spaces between them: sent as a bearer token to the sources that are asked or told.",
            is_private=True,
        ),
        Variable(
            "WANMI_OUTBOX_PATIENCE_HOURS",
            "72",
            "Hours after which a message that always fails is given up; a webhook to which nothing got through in that "
            "time stops, and the administrators are told.",
        ),
        Variable("WANMI_OUTBOX_KEEP_DAYS", "90", "Days for which the delivery log is kept."),
        Variable(
            "WANMI_DEMO_PASSWORD",
            "",
            "For `wanmi pack load`: the password that every demo account gets. Empty: they cannot sign in.",
            is_private=True,
        ),
        Variable("WANMI_TOKEN", "", "For `wanmi replay`: the access token it reports with.", is_private=True),
    )
}


def text(name: str) -> str:
    """The variable's value, or its default where it is unset or empty."""
    return os.environ.get(name, "").strip() or VARIABLES[name].default


def words(name: str) -> list[str]:
    return text(name).split()


def pairs(name: str) -> dict[str, str]:
    """``key=value`` by key."""
    found = [word.partition("=") for word in words(name)]
    if bad := [key for key, _sign, value in found if not (key and value)]:
        raise SettingError(f"{name}: expected key=value, with spaces between them, where it says {bad[0]!r}")
    return {key: value for key, _sign, value in found}


def number(name: str) -> int:
    try:
        return int(text(name))
    except ValueError:
        raise SettingError(f"{name}={text(name)!r}: expected a whole number") from None


def choice(name: str, *choices: str) -> str:
    if text(name) not in choices:
        raise SettingError(f"{name}={text(name)!r}: expected {' or '.join(choices)}")
    return text(name)


def address(name: str, *schemes: str) -> SplitResult | None:
    """The variable as an address with one of these schemes; None where it is empty."""
    if not text(name):
        return None
    parts = urlsplit(text(name))
    try:
        is_sound = parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:  # the port is no number
        is_sound = False
    if not is_sound:
        raise SettingError(f"{name}: expected {schemes[0]}://host:port, or one that begins with {', '.join(schemes)}")
    return parts


def shown(name: str) -> str:
    """The variable's value as it may be shown."""
    return "(given)" if VARIABLES[name].is_private and text(name) else text(name)


def as_table() -> str:
    """The Markdown table of docs/settings.md."""
    rows = [f"| `{v.name}` | {f'`{v.default}`' if v.default else ''} | {v.meaning} |" for v in VARIABLES.values()]
    return "\n".join(["| variable | default | meaning |", "|---|---|---|", *rows])

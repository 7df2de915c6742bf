"""The ways out: e-mail by SMTP, short messages by whatever provider a file describes, and a file for the demo."""

from __future__ import annotations

import json
import os
import re
import smtplib
import tomllib
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from wanmi.notices.contacts import masked
from wanmi.outbox.calling import Answer, NoAnswer, call
from wanmi.outbox.courier import Outcome, Verdict

PERMANENT = 500  # SMTP: from here on the server will not change its mind


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent to one contact. ``name`` is the same however often it is sent."""

    to: str
    subject: str
    text: str
    name: str


class Gateway(ABC):
    """One way out."""

    @abstractmethod
    def send(self, letter: Letter) -> Outcome:
        """Send it; never raises for what the other side does."""


class EmailGateway(Gateway):
    """Django's SMTP backend, as WANMI_EMAIL_URL sets it."""

    def send(self, letter: Letter) -> Outcome:
        headers = {"Message-ID": f"<{letter.name.replace(':', '.')}@wanmi>", "Auto-Submitted": "auto-generated"}
        message = EmailMessage(letter.subject, letter.text, to=[letter.to], headers=headers)
        try:
            message.connection = get_connection("django.core.mail.backends.smtp.EmailBackend")
            message.send()
        except smtplib.SMTPRecipientsRefused as error:
            code = next(iter(error.recipients.values()))[0]
            return _told(letter, Verdict.FAILED if code >= PERMANENT else Verdict.AGAIN, code, "recipient refused")
        except smtplib.SMTPResponseException as error:
            return _told(letter, Verdict.AGAIN, error.smtp_code, type(error).__name__)
        except (smtplib.SMTPException, OSError) as error:
            return _told(letter, Verdict.AGAIN, None, f"{type(error).__name__}: {error}")
        return _told(letter, Verdict.DELIVERED, 250, "")


class FileGateway(Gateway):
    """Writes into WANMI_HOME/notices.log what would be sent: for the demo and for trials."""

    def __init__(self, kind: str) -> None:
        self._kind = kind

    def send(self, letter: Letter) -> Outcome:
        line = {
            "at": datetime.now().astimezone().isoformat(timespec="seconds"),
            "by": self._kind,
            "to": masked(letter.to),
        }
        line |= {"subject": letter.subject, "text": letter.text}
        with Path(settings.NOTICES_FILE).open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
        return _told(letter, Verdict.DELIVERED, None, "written into notices.log")


class BadGateway(ValueError):
    """The description of a gateway cannot be used; the text names the key and what was expected."""


@dataclass(frozen=True, slots=True)
class SmsGateway(Gateway):
    """A provider as data: where to send, what to send, and by what one sees that it was taken."""

    url: str
    method: str = "POST"
    format: str = "json"  # how ``body`` is written: json, form, or query
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)
    success: Mapping[str, Any] = field(default_factory=dict)  # status, field, equals
    never: tuple[str, ...] = ()  # values of the field that no further try will change

    def send(self, letter: Letter) -> Outcome:
        values = {"phone": letter.to, "text": letter.text, "id": letter.name}
        url, body, kind = _written(self.url, _filled(self.body, values), self.format)
        headers = {"Content-Type": kind} | _filled(self.headers, values)
        try:
            answer = call(self.method, url, headers, body, private=True)  # the operator's own choice
        except NoAnswer as error:
            return _told(letter, Verdict.AGAIN, None, str(error))
        verdict, said = self._verdict(answer)
        return _told(letter, verdict, answer.status, said, answer.ms)

    def _verdict(self, answer: Answer) -> tuple[Verdict, str]:
        """What it says is taken from the named field alone: providers repeat the number in their answers."""
        said = _at(answer.text, self.success.get("field", ""))
        if said in self.never:
            return Verdict.FAILED, said
        taken = answer.status in self.success.get("status", [200]) and said == str(self.success.get("equals", said))
        return (Verdict.DELIVERED if taken else Verdict.AGAIN), said


def _told(letter: Letter, verdict: Verdict, status: int | None, answer: str, ms: int = 0) -> Outcome:
    return Outcome(verdict, status, ms, answer.replace(letter.to, masked(letter.to)), masked(letter.to))


def _filled(template: Any, values: Mapping[str, str]) -> Any:
    """The template with its placeholders replaced, each once, so that nothing in a text is taken for one."""
    if isinstance(template, Mapping):
        return {key: _filled(value, values) for key, value in template.items()}
    if isinstance(template, list):
        return [_filled(value, values) for value in template]
    if isinstance(template, str):
        return re.sub(r"\{(phone|text|id)\}", lambda found: values[found[1]], template)
    return template


def _written(url: str, body: Mapping[str, Any], how: str) -> tuple[str, bytes, str]:
    if how == "json":
        return url, json.dumps(body, ensure_ascii=False).encode(), "application/json"
    if how == "form":
        return url, urlencode(body).encode(), "application/x-www-form-urlencoded"
    return f"{url}{'&' if '?' in url else '?'}{urlencode(body)}", b"", "text/plain"


def _at(text: str, path: str) -> str:
    """The value at a dotted path of a JSON answer, as text; empty where there is none."""
    try:
        value: Any = json.loads(text)
        for part in filter(None, path.split(".")):
            value = value[int(part)] if isinstance(value, list) else value[part]
    except (ValueError, KeyError, IndexError, TypeError):
        return ""
    return str(value) if path else ""


def _has_contents(value: Any) -> bool:
    return isinstance(value, dict) and "{phone}" in str(value) and "{text}" in str(value)


def _is_success(value: Any) -> bool:
    return isinstance(value, dict) and not value.keys() - {"status", "field", "equals"}


def _are_texts(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(text, str) for text in value.values())


CHECKS: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "url": (lambda value: isinstance(value, str) and value.startswith(("http://", "https://")), "an http address"),
    "method": (lambda value: value in ("GET", "POST", "PUT"), "GET, POST or PUT"),
    "format": (lambda value: value in ("json", "form", "query"), "json, form or query"),
    "headers": (_are_texts, "a table of texts"),
    "body": (_has_contents, "a table that holds {phone} and {text}"),
    "success": (_is_success, "a table with status, field, equals"),
    "never": (lambda value: isinstance(value, list), "a list of values of that field"),
}


def read_gateway(path: Path) -> SmsGateway:
    """The gateway that a TOML file describes; ``${NAME}`` stands for a variable of the environment.

    Raises BadGateway.
    """
    try:
        table = tomllib.loads(re.sub(r"\$\{(\w+)\}", _variable, path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadGateway(f"{path.name}: {error}") from error
    if missing := {"url", "body"} - table.keys():
        raise BadGateway(f"{path.name}: {', '.join(sorted(missing))} is missing")
    for key, value in table.items():
        if key not in CHECKS:
            raise BadGateway(f"{path.name}: unknown key {key}; expected one of {', '.join(CHECKS)}")
        if not CHECKS[key][0](value):
            raise BadGateway(f"{path.name}: {key}: expected {CHECKS[key][1]}")
    return SmsGateway(**table | {"never": tuple(map(str, table.get("never", ())))})


def _variable(found: re.Match[str]) -> str:
    if found[1] not in os.environ:
        raise BadGateway(f"the variable {found[1]} is not set")
    return json.dumps(os.environ[found[1]], ensure_ascii=False)[1:-1]


def gateway_for(contact: str) -> Gateway:
    """The way to a contact: by e-mail where it is an address, else by short message. Raises BadGateway."""
    if "@" in contact:
        return EmailGateway() if settings.EMAIL_SERVER else FileGateway("e-mail")
    return read_gateway(Path(settings.SMS_GATEWAY)) if settings.SMS_GATEWAY else FileGateway("sms")

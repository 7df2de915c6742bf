"""The fields of an act's form, made from the process definition and read back into what the act carries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from wanmi.cases.wording import word
from wanmi.process.definition import Field, FieldKind


@dataclass(slots=True)
class FormField:
    """One field: ``value`` as it was typed, ``choices`` whatever the template of its kind offers."""

    spec: Field
    required: bool
    value: Any = None
    errors: list[str] = field(default_factory=list)
    choices: Any = None
    plain: bool = False  # a place is chosen from a list alone
    streets: bool = False  # whole streets are among them
    whole: tuple[str, str] | None = None  # a place wider than a street that is offered too: code and name

    @property
    def key(self) -> str:
        return self.spec.key

    @property
    def label(self) -> str:
        return word(self.spec.label)

    @property
    def id(self) -> str:
        return f"field-{self.spec.key}"

    @property
    def template(self) -> str:
        return f"console/fields/{'code_list' if self.is_long else self.spec.kind}.html"

    @property
    def is_long(self) -> bool:
        """Whether it has more codes than are looked over at once: they stand in a list, not side by side."""
        return len(self.spec.codes) > AT_ONCE

    def read(self, data: QueryDict) -> None:
        """Take what was typed, in the shape that the process expects; empty where nothing was."""
        self.value = _READERS.get(self.spec.kind, _text)(self.spec.key, data)

    @property
    def is_group(self) -> bool:
        """Whether it is made of several controls, so that its name is a legend and no label."""
        return self.spec.kind in _GROUPS and not self.is_long


@dataclass(slots=True)
class Several(FormField):
    """Some of several choices, ticked in a list; the process carries their values with a space between."""

    def read(self, data: QueryDict) -> None:
        self.value = " ".join(data.getlist(self.key))

    @property
    def template(self) -> str:
        return "console/fields/several.html"

    @property
    def is_group(self) -> bool:
        return True

    @property
    def ticked(self) -> list[str]:
        return str(self.value or "").split()


@dataclass(slots=True)
class OneOf(FormField):
    """A text that must be one of some choices: ``choices`` are pairs of code and words."""

    @property
    def template(self) -> str:
        return "console/fields/one_of.html"


AT_ONCE = 15  # codes
_GROUPS = {FieldKind.POSITION, FieldKind.ITEM, FieldKind.CONDITION, FieldKind.REPORTER, FieldKind.CODE}


def read_pictures(spec: Field, files: MultiValueDict[str, Any]) -> list[bytes]:
    return [upload.read() for upload in files.getlist(spec.key)]


def _text(key: str, data: QueryDict) -> str:
    return data.get(key, "").strip()


def _position(key: str, data: QueryDict) -> dict[str, Any] | None:
    typed = {part: data.get(f"{key}_{part}", "").strip() for part in ("lon", "lat")}
    return {part: _number(text) for part, text in typed.items()} if any(typed.values()) else None


def _number(text: str) -> float | str:
    """The number that was typed, or the text itself, which the process then refuses."""
    try:
        number = float(text)
    except ValueError:
        return text
    return number if isfinite(number) else text


def _reporter(key: str, data: QueryDict) -> dict[str, Any] | None:
    typed = {part: data.get(f"{key}_{part}", "").strip() for part in ("name", "phone", "email")}
    typed = {part: text for part, text in typed.items() if text or part != "email"}
    agreed = {name: bool(data.get(f"{key}_{name}")) for name in ("keep_secret", "notify")}
    return typed | agreed if any(typed.values()) else None


_READERS: Mapping[FieldKind, Callable[[str, QueryDict], Any]] = {
    FieldKind.POSITION: _position,
    FieldKind.REPORTER: _reporter,
}

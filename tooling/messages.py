"""Keep the translation catalogues in step with the messages that code and templates use.

``script/messages`` writes what is used into each catalogue, keeps what is translated and drops what is no longer used;
``script/messages --check`` only names what is missing.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import sys
from pathlib import Path
from typing import Any

from babel.messages import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
KEYWORDS: dict[str, Any] = {
    name + lazy: arguments
    for lazy in ("", "_lazy", "_noop")
    for name, arguments in {
        "gettext": None,
        "ngettext": (1, 2),
        "pgettext": ((1, "c"), 2),
        "npgettext": ((1, "c"), 2, 3),
    }.items()
} | {"_": None}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")


def used_messages() -> Catalog:
    """Every message that the platform's code and templates ask for, with the files that do."""
    used = Catalog(project="Wanmi", charset="utf-8")
    for path in sorted([*(ROOT / "wanmi").rglob("*.py"), *(ROOT / "wanmi").rglob("templates/**/*.*")]):
        source = _as_python(path)
        for _, message, _comments, context in extract("python", io.BytesIO(source), KEYWORDS, options={}):
            used.add(message, locations=[(path.relative_to(ROOT).as_posix(), 0)], context=context)
    return used


def _as_python(path: Path) -> bytes:
    if path.suffix == ".py":
        return path.read_bytes()
    from django.utils.translation.template import templatize

    return templatize(path.read_text(encoding="utf-8")).encode()


def catalogue_files() -> list[Path]:
    return sorted((ROOT / "locale").glob("*/LC_MESSAGES/django.po"))


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name, charset="utf-8")


def update(path: Path, used: Catalog) -> None:
    """Bring one catalogue in step with the messages in use."""
    catalogue = read(path)
    catalogue.update(used, no_fuzzy_matching=True, update_creation_date=False)
    with path.open("wb") as file:
        write_po(file, catalogue, width=120, sort_output=True, ignore_obsolete=True, include_lineno=False)


def problems(path: Path, used: Catalog) -> list[str]:
    """What is wrong with one catalogue, a sentence each: missing, fuzzy, unused, or with other placeholders."""
    catalogue = read(path)
    found = [f"not in use any more: {key!r}" for key in catalogue.obsolete]
    found += [f"not in use any more: {m.id!r}" for m in catalogue if m.id and used.get(m.id, m.context) is None]
    for message in used:
        if message.id:
            found += _problems_of(message, catalogue.get(message.id, message.context))
    return [f"{path.relative_to(ROOT)}: {problem}" for problem in found]


def _problems_of(message: Message, translated: Message | None) -> list[str]:
    if translated is None or not all(_texts(translated.string)):
        return [f"not translated: {message.id!r}"]
    if translated.fuzzy:
        return [f"marked as uncertain (fuzzy): {message.id!r}"]
    wanted = set(PLACEHOLDER.findall(_texts(message.id)[-1]))
    texts = _texts(translated.string)
    return [f"other placeholders in: {text!r}" for text in texts if set(PLACEHOLDER.findall(text)) != wanted]


def _texts(text: object) -> list[str]:
    """The forms of a message: one, or one for each number."""
    return [str(part) for part in text] if isinstance(text, (tuple, list)) else [str(text)]


def main() -> int:
    parser = argparse.ArgumentParser(prog="script/messages", description="Bring the catalogues in step.")
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 where something is missing")
    check = parser.parse_args().check
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wanmi.settings")
    used = used_messages()
    found: list[str] = []
    for path in catalogue_files():
        if not check:
            update(path, used)
        found += problems(path, used)
    print("\n".join([*found, f"{len(used)} messages in use, {len(found)} problems"]))
    return 1 if found and check else 0


if __name__ == "__main__":
    sys.exit(main())

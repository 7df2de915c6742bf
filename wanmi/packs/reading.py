"""Reading the files of a pack, one line at a time; what does not fit becomes a problem and reading goes on."""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator

from django.utils.translation import gettext as _

from wanmi.packs.columns import Row, UnfitError, readers
from wanmi.packs.pack import Pack, Source
from wanmi.packs.problems import At
from wanmi.process.rulefile import RulesRefused

NUL = re.compile(r"\x00|\\u0000")  # by itself, or as JSON and TOML write it


def read_text(source: Source, pack: Pack) -> str | None:
    """The file's text (UTF-8, with or without a byte order mark); None, with a problem, where there is none."""
    data = source.path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        pack.refuse(At(source.name, line), "", _guess(data), _("a text file in UTF-8"))
        return None
    if found := NUL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        pack.refuse(
            At(source.name, line), "", _("NUL character"), _("text without NUL characters, which no database keeps")
        )
        return None
    if not text.strip():
        pack.refuse(At(source.name), "", _("empty file"), _("a file with content"))
        return None
    return text


def _guess(data: bytes) -> str:
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return _("unknown encoding")
    return _("GB18030 or GBK encoding")


def read_table(source: Source, pack: Pack, kind: type[Row]) -> None:
    """Read a CSV file whose header names exactly the columns of ``kind``, in any order."""
    text = read_text(source, pack)
    lines = _records(text, source, pack) if text is not None else iter(())
    header = next(lines, None)
    if header is None or not _header_fits(header[1], source, pack, kind):
        pack.leave_unread(kind)
        return
    for line, values in lines:
        _read_row(At(source.name, line), header[1], values, pack, kind)


def _records(text: str, source: Source, pack: Pack) -> Iterator[tuple[int, list[str]]]:
    """(first line, values) of each record; a record may span lines inside quotes."""
    records = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for values in records:
            if values:
                yield line, [value.strip() for value in values]
            line = records.line_num + 1
    except csv.Error as error:
        pack.refuse(At(source.name, line), "", str(error), _("a record in CSV form with closed quotes"))


def _header_fits(header: list[str], source: Source, pack: Pack, kind: type[Row]) -> bool:
    at, columns = At(source.name, 1), list(readers(kind))
    for name in columns:
        if name not in header:
            pack.refuse(at, name, _("missing"), _("this column"))
    for position, name in enumerate(header):
        if name not in columns:
            pack.refuse(at, name, name, _("only the columns {columns}").format(columns=", ".join(columns)))
        elif name in header[:position]:
            pack.refuse(at, name, name, _("each column once"))
    return sorted(header) == sorted(columns)


def _read_row(at: At, header: list[str], values: list[str], pack: Pack, kind: type[Row]) -> None:
    if len(values) != len(header):
        pack.refuse(at, "", len(values), _("{count} values").format(count=len(header)))
        return
    texts = dict(zip(header, values, strict=True))
    if earlier := pack.enter(at, kind, texts):
        expected = _("a key not yet used in {file} line {line}").format(file=earlier.file, line=earlier.line)
        pack.refuse(at, ", ".join(kind.KEY), ", ".join(texts[name] for name in kind.KEY), expected)
        return
    read_values(at, texts, pack, kind)


def read_values(at: At, texts: dict[str, str], pack: Pack, kind: type[Row]) -> None:
    """Turn the texts of one row into a typed row of the pack, or into one problem for each that does not fit."""
    typed: dict[str, object] = {}
    for name, read in readers(kind).items():
        try:
            typed[name] = read(texts[name])
        except UnfitError as error:
            pack.refuse(at, name, texts[name], error.expected)
    if len(typed) == len(texts):
        pack.add(kind(at=at, **typed))


def line_of(text: str, needle: str) -> int:
    """The first line in which ``needle`` stands, 0 if none: for formats whose readers keep no line numbers."""
    return next((number for number, line in enumerate(text.splitlines(), 1) if needle in line), 0)


def read_toml(source: Source, pack: Pack) -> dict[str, object] | None:
    """The table in a TOML file; None, with a problem, where it is not one."""
    text = read_text(source, pack)
    if text is None:
        return None
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        line = int(found[1]) if found else len(text.splitlines())  # else "at end of document"
        pack.refuse(At(source.name, line), "", str(error), _("a file in TOML form"))
        return None


def refuse_problems(pack: Pack, source: Source, problems: Iterable[str], expected: str) -> None:
    """Each problem that a definition names at its line: ``FILE line N: what is wrong``, or the file as a whole."""
    for problem in problems:
        named = re.match(rf"{re.escape(source.name)}(?: line (\d+))?[,:] ", problem)
        line, value = (int(named[1] or 0), problem[named.end() :]) if named else (0, problem)
        pack.refuse(At(source.name, line), "", value, expected)


def take_rules(source: Source, pack: Pack, row: Callable[..., Row], prove: Callable[[str], object]) -> None:
    """Keep a file of rules as it is written, once ``prove`` has found it sound; else each fault is a problem."""
    if read_toml(source, pack) is None:
        return
    text = source.path.read_text(encoding="utf-8-sig")
    try:
        prove(text)
    except RulesRefused as error:
        for fault in error.faults:
            pack.refuse(At(source.name, fault.line), fault.key, fault.value, fault.expected)
    else:
        pack.add(row(at=At(source.name), text=text))


def line_of_key(source: Source, key: str) -> At:
    """Where a key of a TOML file is set, for problems with its value; the file as a whole where it is not."""
    lines = source.path.read_text(encoding="utf-8-sig").splitlines()
    pattern = re.compile(rf'\s*"?{re.escape(key)}"?\s*=')
    return At(source.name, next((number for number, line in enumerate(lines, 1) if pattern.match(line)), 0))

"""League tables as files: XLSX, CSV and PDF, each with the settings, the scheme's version and the data's hash on it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from fpdf import FPDF
from fpdf.enums import TableHeadingsDisplay
from fpdf.fonts import FontFace
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from pylopdf_fonts_zh_cn import sans_path

from wanmi.boards.league import Entry, League
from wanmi.cases.explaining import moment
from wanmi.cases.wording import word

Cell = str | float | int | None
FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would take for a formula

HEAD = (232, 236, 241)  # behind column heads


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table ready to be printed: title, notes under it, column heads and rows."""

    title: str
    notes: Sequence[str]
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def sheet_of(league: League) -> Sheet:
    """The table with every line's points, and below it what it rests on."""
    scheme = league.scheme
    heads = [_("Rank"), _("Code"), _("Name"), _("Score"), _("Grade"), *(word(line.label) for line in scheme.lines)]
    notes = [
        _("Period: {period}").format(period=league.question.period),
        _("Scheme: {key}, version {version}; {source}").format(
            key=scheme.key, version=scheme.version, source=scheme.source
        ),
        *league.question.settings.as_lines(),
        _("Settings: {digest}").format(digest=league.question.settings.digest),
        _("Data: {digest}").format(digest=league.data),
        _("Printed {at}").format(at=moment(timezone.now())),
    ]
    return Sheet(word(scheme.label), notes, heads, [_row(entry) for entry in league.entries])


def _row(entry: Entry) -> list[Cell]:
    points = None if entry.points is None else float(entry.points)
    grade = word(entry.grade.label) if entry.grade else None
    lines = [None if each.points == "–" else float(each.points) for each in entry.lines]
    return [entry.row.rank, entry.subject, entry.name, points, grade, *lines]


def as_csv(sheet: Sheet) -> bytes:
    """UTF-8 with a byte order mark, which spreadsheets ask for; notes come after an empty line."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(sheet.heads)
    writer.writerows([_plain(cell) for cell in row] for row in sheet.rows)
    writer.writerow([])
    writer.writerows([_plain(note)] for note in (sheet.title, *sheet.notes))
    return text.getvalue().encode("utf-8-sig")


def _plain(cell: Cell) -> Cell:
    """A text that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_BEGINS) else cell


def as_xlsx(sheet: Sheet) -> bytes:
    book = Workbook()
    page = book.active
    page.title = re.sub(r"[\[\]:*?/\\]", "_", sheet.title)[:30]
    page.append([sheet.title])
    page.append([])
    page.append(list(sheet.heads))
    for row in sheet.rows:
        page.append([_plain(cell) for cell in row])
    page.append([])
    for note in sheet.notes:
        page.append([_plain(note)])
    _dress(page, sheet)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _dress(page: Any, sheet: Sheet) -> None:
    page["A1"].font = Font(bold=True, size=14)
    for cell in page[3]:
        cell.font = Font(bold=True)
    for number, head in enumerate(sheet.heads, 1):
        widest = max([len(str(head)), *(len(str(row[number - 1])) for row in sheet.rows)])
        page.column_dimensions[get_column_letter(number)].width = min(44, 4 + 1.6 * widest)
    page.freeze_panes = "D4"


class _Paper(FPDF):
    """A4 across, with the hash of the data and the page number at the foot of every page."""

    def __init__(self, foot: str) -> None:
        super().__init__(orientation="landscape", format="A4")
        self.foot = foot
        self.add_font("sans", fname=str(sans_path()))
        self.set_auto_page_break(True, margin=18)

    def footer(self) -> None:
        self.set_y(-13)
        self.set_font("sans", size=7)
        self.cell(0, 5, f"{self.foot}    {self.page_no()}", align="R")


def as_pdf(sheet: Sheet) -> bytes:
    """The table with its font inside, so that it reads the same everywhere and for ever."""
    paper = _Paper(next(note for note in reversed(sheet.notes[:-1])))
    paper.set_title(sheet.title)
    paper.add_page()
    paper.set_font("sans", size=15)
    paper.cell(0, 10, sheet.title, new_x="LMARGIN", new_y="NEXT")
    paper.set_font("sans", size=8)
    with paper.table(
        repeat_headings=TableHeadingsDisplay.ON_TOP_OF_EVERY_PAGE,
        headings_style=FontFace(fill_color=HEAD),
        line_height=5.5,
        col_widths=_widths(sheet),
    ) as table:
        for row in (sheet.heads, *sheet.rows):
            table.row([_printed(cell) for cell in row])
    paper.ln(4)
    for note in sheet.notes:
        paper.multi_cell(0, 4.5, note, new_x="LMARGIN", new_y="NEXT")
    return bytes(paper.output())


def _widths(sheet: Sheet) -> list[int]:
    """Relative widths: the name gets most."""
    return [8, 22, 40, 11, 14, *([15] * (len(sheet.heads) - 5))]


def _printed(cell: Cell) -> str:
    return "–" if cell is None else f"{cell:g}" if isinstance(cell, float) else str(cell)

"""Files carry the whole table, the settings and the data's hash, and no formula."""

from __future__ import annotations

import csv
import io
import re

import pytest
from openpyxl import load_workbook

from tests.boards.people import DEPARTMENT, FILED
from tests.site.conftest import ClientOf
from wanmi.boards.printing import Sheet, as_csv, as_pdf, as_xlsx
from wanmi.lake.reading import open_lake

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lake")]

EXPORT = f"/boards/export/?{FILED}&scheme=unit_603010&format="


def test_csv(client_of: ClientOf) -> None:
    answer = client_of("command_leader").get(EXPORT + "csv")
    assert "unit_603010" in answer["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    mine = next(row for row in rows if DEPARTMENT in row)
    assert (mine[0], mine[3], mine[5:]) == ("1", "70.0", ["40.0", "20.0", "10.0"])
    notes = [row[0] for row in rows[rows.index([]) + 1 :]]
    assert f"Data: {open_lake().fingerprint()}" in notes
    assert "Period: that of filing; of a stage, that of its beginning" in notes


def test_xlsx(client_of: ClientOf) -> None:
    book = load_workbook(io.BytesIO(client_of("command_leader").get(EXPORT + "xlsx").content))
    cells = [[cell.value for cell in row] for row in book.active.rows]
    mine = next(row for row in cells if DEPARTMENT in row)
    assert (mine[0], mine[3], mine[4]) == (1, 70, "C fair")
    assert any(str(row[0]).startswith("Data: ") for row in cells)


def test_pdf_holds_its_font(client_of: ClientOf) -> None:
    pdf = client_of("command_leader").get(EXPORT + "pdf").content
    assert pdf.startswith(b"%PDF-")
    assert b"/FontFile" in pdf
    assert re.search(rb"/BaseFont /\w+\+NotoSansSC", pdf)


def test_texts_are_no_formulas() -> None:
    sheet = Sheet("a/b", ["=1+1"], ["name"], [["=cmd()"], ["@x"], ["plain"]])
    assert as_csv(sheet).decode("utf-8-sig").splitlines()[1:4] == ["'=cmd()", "'@x", "plain"]
    assert [cell.value for cell in load_workbook(io.BytesIO(as_xlsx(sheet))).active["A"]][3:5] == ["'=cmd()", "'@x"]


def test_a_long_table_repeats_its_heads_on_every_page() -> None:
    heads = ["rank", "code", "name", "score", "grade", "按期处置"]
    rows = [[number, f"11010100{number}", "东华门街道", 88.5, "B 良", None] for number in range(120)]
    assert as_pdf(Sheet("长表", ["a note", "Data: x", "printed"], heads, rows)).count(b"/Type /Page\n") > 2

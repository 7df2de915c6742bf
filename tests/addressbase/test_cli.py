"""`wanmi address …` as a department runs it, on the base of the tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.addressbase.base import loaded
from tests.addressbase.test_remedies import KNOWN, UNKNOWN
from tests.addressbase.test_transfer import COMPOUND, table
from tests.city import OTHER_PLACE
from wanmi.addresses.base import publishing
from wanmi.addresses.base.cli import group
from wanmi.addresses.base.models import Remedy

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city", "loaded")]
__all__ = ["loaded"]
NEW = COMPOUND | {"code": f"{OTHER_PLACE}-00099", "community": OTHER_PLACE, "area": "命令苑"}


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(group, [str(argument) for argument in arguments])


def test_import_then_publish_then_export(tmp_path: Path) -> None:
    imported = run("import", table(tmp_path / "a.csv", NEW))
    assert (imported.exit_code, "1 added" in imported.output) == (0, True)
    before = publishing.current_version()
    assert run("publish").exit_code == 0
    assert publishing.current_version() != before
    assert run("export", tmp_path / "b.parquet", "--region", OTHER_PLACE).exit_code == 0
    assert (tmp_path / "b.parquet").exists()


def test_bad_rows_are_listed_and_change_the_exit_code(tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", NEW, NEW | {"code": "nonsense"}, encoding="gb18030")
    result = run("import", path)
    assert result.exit_code == 1
    assert "GB18030" in result.output
    assert "nonsense" in (tmp_path / "a.csv.bad.csv").read_text(encoding="utf-8-sig")


def test_a_department_links_its_table_and_takes_the_codes_back(tmp_path: Path) -> None:
    path = tmp_path / "customers.csv"
    path.write_text(f"id,address\n1,{KNOWN}\n2,{UNKNOWN}\n,{KNOWN}\n", encoding="gb18030")
    result = run("link", "customers", path, "--key", "id", "--address", "address")
    assert (result.exit_code, Remedy.objects.count()) == (1, 1)
    assert "customers.csv: 3 lines read as GB18030" in result.output
    assert "1 matched, 1 sent to the remedy queue" in result.output
    assert "1 rows without id or address, or with a NUL in id: 4" in result.output
    codes = run("codes", "customers").output.splitlines()
    assert codes[0] == "key,code,level"
    assert codes[1].endswith(",room")
    assert codes[2] == "2,,"


def test_a_table_is_matched_with_what_was_published(tmp_path: Path) -> None:
    path = tmp_path / "customers.csv"
    path.write_text(f"id,address\n1,{KNOWN}\n2,{UNKNOWN}\n", encoding="gb18030")
    result = run("match", path)
    assert (result.exit_code, "1 of 2 rows matched" in result.output) == (0, True)
    assert ",room," in result.output


@pytest.mark.parametrize("name", ["a.txt", "a.doc"])
def test_an_unknown_format_is_refused_with_what_is_expected(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("x", encoding="utf-8")
    for result in (run("import", tmp_path / name), run("export", tmp_path / name)):
        assert result.exit_code == 1
        assert ".csv" in result.output

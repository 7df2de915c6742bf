"""A backup is a city again."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tooling.live import LiveCity
from wanmi.backup import DUMP, renew


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_files_are_copied_once_and_what_was_erased_goes_from_the_copy_too(tmp_path: Path) -> None:
    home, copy = tmp_path / "home", tmp_path / "copy"
    (home / "ab").mkdir(parents=True)
    (home / "ab" / "one").write_bytes(b"1")
    (home / "two").write_bytes(b"22")
    assert [str(path) for path in renew(home, copy)] == ["ab/one", "two"]
    assert list(renew(home, copy)) == []
    (home / "two").unlink()
    (home / "ab" / "one").write_bytes(b"333")
    assert [str(path) for path in renew(home, copy)] == ["ab/one"]
    assert tree(copy) == {"ab/one": b"333"}


def test_nothing_to_copy_is_no_fault(tmp_path: Path) -> None:
    assert list(renew(tmp_path / "absent", tmp_path / "copy")) == []


@pytest.mark.everywhere
def test_a_backup_taken_while_the_city_is_served_holds_all_of_it(live_city: LiveCity, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    live_city.run("backup", str(copy))
    assert tree(copy / "attachments")
    assert tree(copy / "attachments") == tree(live_city.home / "attachments")
    assert (copy / "secret").read_text() == (live_city.home / "secret").read_text()
    assert copy.stat().st_mode & 0o077 == 0
    if (copy / DUMP).exists():
        listed = subprocess.run(["pg_restore", "--list", copy / DUMP], capture_output=True, text=True, check=True)
        assert "TABLE DATA public journal_entry" in listed.stdout
        return
    again = LiveCity(copy)
    assert "0 faults" in again.run("journal", "verify").stdout
    assert again.run("staff", "list", "--json").stdout == live_city.run("staff", "list", "--json").stdout


def test_a_folder_inside_the_home_is_refused(tmp_path: Path) -> None:
    city = LiveCity(tmp_path)
    refused = city.run("backup", str(tmp_path / "copy"), check=False)
    assert refused.returncode == 2
    assert "outside" in refused.stderr
    assert not (tmp_path / "copy").exists()

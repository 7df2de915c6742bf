"""The lake follows the journal, survives a kill at any moment, holds nothing personal, and shows what was changed."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from django.conf import settings

from tests.city import filed, handling, reported, take, to_close
from wanmi.journal.models import Entry
from wanmi.lake import manifest as manifests
from wanmi.lake.manifest import LakeError, locked, read, sweep
from wanmi.lake.reading import as_arrow, open_lake
from wanmi.lake.syncing import sync
from wanmi.lake.verifying import verify

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
SECRET = "王先生家的井盖"


def content(lake: Path) -> dict[str, object]:
    """All that a lake says, however its files are cut."""
    journal = [row for name in read(lake).journal for row in pq.ParquetFile(lake / name).read().to_pylist()]
    said: dict[str, object] = {name: sorted(map(str, as_arrow(lake, name).to_pylist())) for name in ("cases", "stages")}
    return said | {"journal": sorted(map(str, journal)), "fingerprint": read(lake).fingerprint()}


@pytest.fixture
def acts(db, city):
    """A handful of cases on their way."""
    reporter = {"name": "王小明", "phone": "13800001234"}
    reported(channel="hotline", text=SECRET, address="东四北大街甲5号3单元401", reporter=reporter)
    filed()
    take(to_close(), "close", "shift_leader")
    return handling()


class Killed(BaseException):
    """Nobody catches it, as nobody catches a kill."""


def killed_at(monkeypatch: pytest.MonkeyPatch, moment: int, *, after: bool) -> None:
    """Die at the so-many-th renaming of a file, before or after it."""
    left = [moment]

    def replace(source: Path, target: Path, rename=os.replace) -> None:
        left[0] -= 1
        if left[0] == 0 and not after:
            raise Killed
        rename(source, target)
        if left[0] == 0:
            raise Killed

    monkeypatch.setattr(manifests.os, "replace", replace)


def test_a_sync_killed_anywhere_and_resumed_equals_one_sync(acts, tmp_path, monkeypatch):
    sync(tmp_path / "whole")
    expected = content(tmp_path / "whole")
    kills = 0
    for moment in range(1, 16, 2):
        lake = tmp_path / f"killed-{moment}"
        with monkeypatch.context() as patch:
            killed_at(patch, moment, after=moment % 3 == 0)
            try:
                sync(lake, step=9)
            except Killed:
                kills += 1
        sync(lake, step=7)
        assert content(lake) == expected
    assert kills >= 5


def test_what_a_kill_left_is_not_in_the_lake(acts, tmp_path):
    sync(tmp_path)
    stray = tmp_path / "cases" / "2026-11" / "000000000999.parquet"
    stray.parent.mkdir(parents=True, exist_ok=True)
    stray.write_bytes(b"half a file")
    assert verify(tmp_path).faults == []
    sweep(tmp_path, read(tmp_path))
    assert not stray.exists()


def test_later_acts_change_the_facts_of_the_case(acts, tmp_path):
    sync(tmp_path)
    case = take(to_close(), "close", "shift_leader")
    sync(tmp_path)
    assert _facts(tmp_path, case.number)["closed"] is not None
    take(case, "reopen", "shift_leader", reopening="not_fixed", note="又坏了")
    sync(tmp_path)
    facts = _facts(tmp_path, case.number)
    assert (facts["closed"], facts["state"], facts["reopenings"]) == (None, "to_file", 1)
    assert verify(tmp_path).faults == []


def test_an_erasure_is_an_act_like_any_other(acts, tmp_path):
    case = reported(channel="hotline", text="要求删除", reporter={"name": "李四", "phone": "13800005678"})
    sync(tmp_path)
    take(case, "erase_personal", "supervision_leader", erasure="request")
    sync(tmp_path)
    assert _facts(tmp_path, case.number)["entries"] == 2
    assert verify(tmp_path).faults == []


def _facts(lake: Path, number: str) -> dict[str, object]:
    cases = open_lake(lake).cases
    (row,) = cases.filter(cases.number == number).to_pyarrow().to_pylist()
    return row


def test_nothing_personal_enters_the_lake(acts, tmp_path):
    sync(tmp_path)
    said = json.dumps(content(tmp_path), ensure_ascii=False)
    for word in (SECRET, "王小明", "13800001234", "3单元401", '"actor"', "116.41"):
        assert word not in said
    staff = set(Entry.objects.filter(subject_kind="case").values_list("actor", flat=True))
    posts = {row["post"] for row in as_arrow(tmp_path, "stages").to_pylist()}
    assert not staff & posts


@pytest.mark.parametrize("part", ["journal", "cases", "stages"])
def test_a_changed_file_shows(acts, tmp_path, part):
    manifest = sync(tmp_path)
    name = next(iter(getattr(manifest, part)))
    path = tmp_path / name
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    assert verify(tmp_path).faults == [f"{name} was changed"]
    path.unlink()
    assert verify(tmp_path).faults == [f"{name} is missing"]


def test_rows_that_the_journal_does_not_tell_show(acts, tmp_path):
    """Even where the forger wrote the digest of his file into the manifest."""
    manifest = sync(tmp_path)
    for part, column, fault in (("cases", "handled", "facts of cases"), ("journal", "at", "are not what the journal")):
        name = next(iter(getattr(manifest, part)))
        kept = (tmp_path / name).read_bytes()
        table = pq.ParquetFile(tmp_path / name).read()
        place = table.column_names.index(column)
        pq.write_table(
            table.set_column(
                place,
                column,
                table["at" if part == "journal" else "opened"].combine_chunks().take(list(reversed(range(len(table))))),
            ),
            tmp_path / name,
        )
        files = getattr(manifest, part)
        files[name] = manifests.sha256(tmp_path / name)
        manifests.write(tmp_path, manifest)
        assert any(fault in found for found in verify(tmp_path).faults)
        (tmp_path / name).write_bytes(kept)
        files[name] = manifests.sha256(tmp_path / name)
    manifests.write(tmp_path, manifest)
    assert verify(tmp_path).faults == []


def test_a_broken_chain_is_not_exported(acts, tmp_path):
    sync(tmp_path)
    before = read(tmp_path)
    case = reported()
    entry = Entry.objects.filter(subject=case.number)
    body = entry.get().body
    entry.update(body=body.replace("collector", "hotline"))
    try:
        with pytest.raises(LakeError, match=str(entry.get().seq)):
            sync(tmp_path)
    finally:
        entry.update(body=body)
    assert read(tmp_path) == before


def test_one_sync_at_a_time(acts, tmp_path):
    with locked(tmp_path), pytest.raises(LakeError, match="another sync"):
        sync(tmp_path)


def test_a_lake_of_another_edition_is_refused(acts, tmp_path):
    (tmp_path / "manifest.json").write_text('{"edition": 0}')
    with pytest.raises(LakeError, match="edition"):
        open_lake(tmp_path)
    (tmp_path / "manifest.json").write_text("{")
    with pytest.raises(LakeError, match="cannot be read"):
        open_lake(tmp_path)


@pytest.mark.xdist_group("live")
def test_sigkill(demo_home, tmp_path):
    """The command itself, killed while it writes, then run again; the lake says all that the journal says."""
    home = tmp_path / "home"
    shutil.copytree(demo_home, home)
    steps = _run(home, "sync", "--step", "12")
    manifest = tmp_path / "lake" / "manifest.json"
    while steps.poll() is None and not (manifest.exists() and json.loads(manifest.read_text())["seq"] > 20):
        time.sleep(0.005)
    steps.send_signal(signal.SIGKILL)
    assert steps.wait() == -signal.SIGKILL
    killed = read(tmp_path / "lake").seq
    assert _run(home, "sync", "--json").wait() == 0
    assert read(tmp_path / "lake").seq > killed
    assert _run(home, "verify", "--json").wait() == 0


def _run(home: Path, *command: str) -> subprocess.Popen[bytes]:
    here = {"WANMI_HOME": str(home), "WANMI_LAKE": str(home.parent / "lake"), "DATABASE_URL": ""}
    there = {"DJANGO_SETTINGS_MODULE": "wanmi.settings", "LANG": "C.UTF-8"}
    command = (sys.executable, "-m", "wanmi", "lake", *command)
    return subprocess.Popen(command, cwd=settings.ROOT, env=os.environ | here | there, stdout=subprocess.DEVNULL)

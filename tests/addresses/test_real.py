"""The goals that hold on the real files, where they are at hand."""

import gzip
import json
from pathlib import Path

import pytest

from wanmi.addresses import Resolver, build
from wanmi.addresses.parsing.model import ELEMENTS, Entity, f1, shipped_model

pytestmark = pytest.mark.realdata


def test_resolves_and_refuses_as_promised(shared: Path, tmp_path: Path) -> None:
    build(shared / "canon.tsv.gz", tmp_path / "index")
    resolver = Resolver.open(tmp_path / "index")
    queries = [json.loads(line) for line in (shared / "queries_dev.jsonl").read_text("utf-8").splitlines()]
    codes = [code for code, _, _ in resolver.answers([query["text"] for query in queries])]
    right = [code == query["gold"] for code, query in zip(codes, queries, strict=True)]
    known = [r for r, query in zip(right, queries, strict=True) if query["gold"]]
    unknown = [r for r, query in zip(right, queries, strict=True) if not query["gold"]]
    assert sum(known) / len(known) >= 0.97
    assert sum(unknown) / len(unknown) >= 0.90


def test_parses_as_described(shared: Path) -> None:
    with gzip.open(shared / "parse_dev.jsonl.gz", "rt", encoding="utf-8") as file:
        records = [json.loads(line) for line in file]
    truth = [[Entity(label, start, end, text) for label, start, end, text in r["entities"]] for r in records]
    found = shipped_model().parse_many([record["text"] for record in records])
    assert f1(truth, found, ELEMENTS) >= 0.917
    assert f1(truth, found, shipped_model().labels) >= 0.89

"""The address engine: accuracy by kind of noise, speed, memory, start, growth, beside other engines in the same run.

Needs the real address files (WANMI_SHARED, or ``../shared`` beside the checkout); without them an invented city is
made, whose figures say nothing about real texts. Growth is measured on invented cities, whose names are about as
much alike as those of real ones: both are printed. Times are of the processor, so that what else the machine does
counts little. Queries of kinds that the files do not hold (speech, two addresses, siblings) are made by
``bench._noise`` from canonical rows; they were made by this project and are told apart from the files' own.
"""

from __future__ import annotations

import gc
import gzip
import json
import os
import random
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import numpy as np
import psycopg

from bench._city import write_city
from bench._noise import Query, find_homophones, make_queries
from tooling.postgres import temporary_postgres
from wanmi.addresses.building import build
from wanmi.addresses.canon import BadRow, Place, Row, read_rows, take_apart
from wanmi.addresses.parsing.model import ELEMENTS, Entity, f1, shipped_model
from wanmi.addresses.resolver import Resolver
from wanmi.addresses.sounds import load_sounds

HARD = ("typo2", "speech", "cn_chat", "sibling", "short", "two_addresses")
Answer = Callable[[str], str | None]
_MOST_SIMILAR = "SELECT code FROM address WHERE body %% %s ORDER BY similarity(body, %s) DESC LIMIT 1"


def run(quick: bool) -> Mapping[str, float]:
    """All figures; ``quick`` leaves out the eight-million-row base and asks the other engines less."""
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as name:
        folder, shared = Path(name), _shared()
        canon = shared / "canon.tsv.gz" if shared else write_city(folder / "canon.tsv", 100_000)
        if not shared:
            print("no real address files: an invented city is measured, and its figures say nothing about real texts")
        figures |= _building(canon, folder / "index")
        resolver = Resolver.open(folder / "index")
        rows, places = _read(canon)
        queries = [*_own(shared), *_made(rows, places, 100 if quick else 500)]
        _print_alikeness("of the base", resolver)
        figures |= _accuracy(resolver, queries)
        figures |= _speed(resolver, [q.text for q in queries], quick)
        figures |= _parsing(shared, quick)
        with ExitStack() as servers:
            _others(places, queries, 60 if quick else 300, servers)
        figures |= _growth(folder, (20_000, 200_000) if quick else (80_000, 8_000_000))
    return figures


def _shared() -> Path | None:
    root = Path(os.environ.get("WANMI_SHARED") or Path(__file__).resolve().parents[2] / "shared")
    folder = root / "data" / "addresses"
    return folder if folder.is_dir() else None


def _read(canon: Path) -> tuple[list[Row], list[Place]]:
    bad: list[BadRow] = []
    rows = [row for _, row in read_rows(canon, bad)]
    places = sorted((Place(r.code, r.place, r.text) for r in rows if r.level == "place"), key=lambda p: p.code)
    take_apart(places)
    return rows, places


def _own(shared: Path | None) -> Iterator[Query]:
    """The queries that come with the real files."""
    if shared:
        for line in (shared / "queries_dev.jsonl").read_text("utf-8").splitlines():
            query = json.loads(line)
            yield Query(query["text"], query["gold"], f"file: {query['type']}")


def _made(rows: list[Row], places: list[Place], each: int) -> list[Query]:
    chance = random.Random(20261124)
    by_level = defaultdict(list)
    for row in rows:
        by_level[row.level].append(row)
    sample = [row for level in by_level.values() for row in chance.sample(level, min(len(level), 12 * each))]
    sounds = load_sounds()
    homophones = find_homophones((p.road + p.name for p in places), lambda c: int(sounds.first[ord(c)]))
    return make_queries(sample, places, homophones, each, 20261124)


def _in_new_process(code: str) -> list[float]:
    """Numbers that a piece of Python prints in a process of its own, so that only its own memory counts."""
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return [float(part) for part in done.stdout.split()]


_BUILD = """
import resource, sys, time
from pathlib import Path
from tooling.postgres import temporary_postgres
from wanmi.addresses.building import build
start = time.process_time()
report = build(Path({canon!r}), Path({index!r}))
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(time.process_time() - start, report.rows + report.places, peak / 1024)
"""
_OPEN = """
import resource, time
from wanmi.addresses.resolver import Resolver
start = time.process_time()
resolver = Resolver.open({index!r})
opened = time.process_time() - start
list(resolver.answers(open({texts!r}, encoding="utf-8").read().split("\\n")))
rss = int(open("/proc/self/status").read().split("VmRSS:")[1].split()[0]) / 1024
print(opened, rss)
"""


def _building(canon: Path, index: Path) -> dict[str, float]:
    _in_new_process(_BUILD.format(canon=str(canon), index=str(index)))
    seconds, rows, peak = _in_new_process(_BUILD.format(canon=str(canon), index=str(index)))
    print(f"build: {rows:,.0f} rows in {seconds:.1f} s of processor, {peak:,.0f} MB at most")
    return {"build_s": seconds, "build_peak_mb": peak, "rows": rows}


def _opening(index: Path, texts: Sequence[str], folder: Path) -> tuple[float, float]:
    """Seconds to open, and resident memory in MB after the texts have been resolved, in a new process."""
    path = folder / "texts.txt"
    path.write_text("\n".join(text.replace("\n", " ") for text in texts), encoding="utf-8")
    code = _OPEN.format(index=str(index), texts=str(path))
    _in_new_process(code)
    opened, memory = _in_new_process(code)
    return opened, memory


def _accuracy(resolver: Resolver, queries: Sequence[Query]) -> dict[str, float]:
    answers = [code for code, _, _ in resolver.answers([q.text for q in queries])]
    right: dict[str, list[bool]] = defaultdict(list)
    for query, answer in zip(queries, answers, strict=True):
        right[query.kind].append(answer == query.code)
    for kind, marks in right.items():
        print(f"  {kind:24} {len(marks):>6,}  {sum(marks) / len(marks):.3f}")
    for level, rows in _by_level(queries, answers).items():
        print(f"  to a {level:19} {len(rows):>6,}  {sum(rows) / len(rows):.3f}")

    def share(kinds: Callable[[Query], bool]) -> float:
        marks = [a == q.code for q, a in zip(queries, answers, strict=True) if kinds(q)]
        return sum(marks) / len(marks) if marks else float("nan")

    figures = {
        "exact_resolvable": share(lambda q: q.kind.startswith("file:") and q.code is not None),
        "refused_unresolvable": share(lambda q: q.code is None),
        "exact_hard_made": share(lambda q: q.kind in HARD),
    }
    return {name: figure for name, figure in figures.items() if figure == figure}


def _by_level(queries: Sequence[Query], answers: Sequence[str | None]) -> dict[str, list[bool]]:
    """Whether the answer is right, by the level of the address that is meant, as its code tells it."""
    right: dict[str, list[bool]] = defaultdict(list)
    for query, answer in zip(queries, answers, strict=True):
        if query.code:
            right[("place", "building", "room")[min(2, max(0, query.code.count("-") - 1))]].append(answer == query.code)
    return right


def _speed(resolver: Resolver, texts: Sequence[str], quick: bool) -> dict[str, float]:
    list(resolver.answers(texts[:10]))
    rates = []
    for _ in range(3 if quick else 9):
        start = process_time()
        list(resolver.answers(texts))
        rates.append(len(texts) / (process_time() - start))
    gc.disable()
    times = []
    for text in texts:
        start = process_time()
        resolver._run_one(text, resolver._everywhere)
        times.append(process_time() - start)
    gc.enable()
    p50, p99 = np.percentile(times, (50, 99)) * 1e3
    print(f"speed: {max(rates):,.0f} queries/s a core in batches; one by one p50 {p50:.3f} ms, p99 {p99:.3f} ms")
    return {"queries_per_s_core": max(rates), "p50_ms": float(p50), "p99_ms": float(p99)}


def _parsing(shared: Path | None, quick: bool) -> dict[str, float]:
    if not shared:
        return {}
    with gzip.open(shared / "parse_dev.jsonl.gz", "rt", encoding="utf-8") as file:
        records = [json.loads(line) for line in file][: 600 if quick else None]
    truth = [[Entity(label, start, end, text) for label, start, end, text in r["entities"]] for r in records]
    model = shipped_model()
    model.parse("预热")
    start = process_time()
    found = model.parse_many([record["text"] for record in records])
    rate = len(records) / (process_time() - start)
    everything, elements = f1(truth, found, model.labels), f1(truth, found, ELEMENTS)
    print(f"parsing: F1 {elements:.3f} on {len(ELEMENTS)} labels, {everything:.3f} on all; {rate:,.0f} texts/s")
    return {"parse_f1_13": elements, "parse_f1_all": everything}


def _others(places: list[Place], queries: Sequence[Query], count: int, servers: ExitStack) -> None:
    """Other engines on the same queries: they find places only, so a right place counts as right for them.

    Their times are of the clock: a database works in processes of its own.
    """
    chance = random.Random(7)
    asked = chance.sample(list(queries), min(count, len(queries)))
    by_code = {place.code: place.text for place in places}
    texts, codes = list(by_code.values()), list(by_code)
    for name, make in (("tantivy", _tantivy), ("rapidfuzz", _rapidfuzz), ("pg_trgm", partial(_trigrams, servers))):
        try:
            answer = make(texts, codes)
        except (ImportError, OSError, psycopg.Error) as missing:
            print(f"  {name:24} not there ({missing})")
            continue
        start = perf_counter()
        found = [answer(query.text) for query in asked]
        rate = len(asked) / (perf_counter() - start)
        known = {q: f is not None and q.code.startswith(f) for q, f in zip(asked, found, strict=True) if q.code}
        print(f"  {name:24} {len(known):>6,}  {_mean(known.values()):.3f} right place  {rate:>10,.0f}/s")
        for kind in HARD:
            of_kind = [right for query, right in known.items() if query.kind == kind]
            print(f"    {kind:22} {len(of_kind):>6,}  {_mean(of_kind):.3f}")


def _mean(marks: Collection[bool]) -> float:
    return sum(marks) / max(1, len(marks))


def _bigrams(text: str) -> str:
    return " ".join(text[i : i + 2] for i in range(len(text) - 1))


def _tantivy(texts: list[str], codes: list[str]) -> Answer:
    import tantivy

    schema = tantivy.SchemaBuilder().add_text_field("body", tokenizer_name="whitespace").add_text_field(
        "code", stored=True, tokenizer_name="raw").build()  # fmt: skip
    index = tantivy.Index(schema)
    writer = index.writer(50_000_000, 1)
    for text, code in zip(texts, codes, strict=True):
        writer.add_document(tantivy.Document(body=_bigrams(text), code=code))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def answer(text: str) -> str | None:
        words = [tantivy.Query.term_query(schema, "body", word) for word in set(_bigrams(text).split())]
        query = tantivy.Query.boolean_query([(tantivy.Occur.Should, word) for word in words])
        hits = searcher.search(query, 1).hits
        return str(searcher.doc(hits[0][1])["code"][0]) if hits else None

    return answer


def _rapidfuzz(texts: list[str], codes: list[str]) -> Answer:
    from rapidfuzz import fuzz, process

    def answer(text: str) -> str | None:
        best = process.extractOne(text, texts, scorer=fuzz.WRatio)
        return codes[best[2]] if best else None

    return answer


def _trigrams(servers: ExitStack, texts: list[str], codes: list[str]) -> Answer:
    """PostgreSQL's own pg_trgm: the most similar text above its usual threshold, by its index.

    In the locale C it would see no letter in Han characters.
    """
    url = servers.enter_context(temporary_postgres())
    with psycopg.connect(url, autocommit=True) as first:
        first.execute("CREATE DATABASE peer TEMPLATE template0 LOCALE 'C.UTF-8'")
    connection = servers.enter_context(psycopg.connect(f"{url.rpartition('/')[0]}/peer", autocommit=True))
    connection.execute("CREATE EXTENSION pg_trgm")
    connection.execute("CREATE TABLE address (code text, body text)")
    with connection.cursor().copy("COPY address FROM STDIN") as copy:
        for row in zip(codes, texts, strict=True):
            copy.write_row(row)
    connection.execute("CREATE INDEX ON address USING gin (body gin_trgm_ops)")
    connection.execute("ANALYZE address")

    def answer(text: str) -> str | None:
        found = connection.execute(_MOST_SIMILAR, (text, text)).fetchone()
        return str(found[0]) if found else None

    return answer


def _growth(folder: Path, sizes: tuple[int, int]) -> dict[str, float]:
    """Cost of a query in a small and a large invented city made by the same rules, asked in turns, as the machine's
    other work comes and goes. How alike the names of the large one are is printed to be held against real ones."""
    cities = [_grow(folder, size) for size in sizes]
    costs = [float("inf")] * len(cities)
    for _ in range(15):
        for i, (resolver, texts) in enumerate(cities):
            start = process_time()
            list(resolver.answers(texts))
            costs[i] = min(costs[i], (process_time() - start) / len(texts))
    figures = {"growth_ratio": costs[1] / costs[0]}
    for size, cost, (resolver, texts) in zip(sizes, costs, cities, strict=True):
        opened, memory = _opening(folder / f"grown{size}", texts, folder)
        print(f"growth: {size:>9,} rows: {cost * 1e6:6.1f} µs a query, opened in {opened:.3f} s, {memory:,.0f} MB")
        _print_alikeness(f"of {size:,} rows", resolver)
        figures |= {f"open_s_{size}": opened, f"memory_mb_{size}": memory}
    return figures


def _grow(folder: Path, size: int) -> tuple[Resolver, list[str]]:
    """An invented city of so many rows, and texts to ask it."""
    canon, index = write_city(folder / "grown.tsv", size), folder / f"grown{size}"
    report = build(canon, index)
    print(f"growth: {size:>9,} rows: built in {report.seconds:,.0f} s")
    texts = _texts_of(canon, 4000)
    resolver = Resolver.open(index)
    list(resolver.answers(texts[:100]))
    return resolver, texts


def _print_alikeness(name: str, resolver: Resolver) -> None:
    """How often the first, and the first two, symbols and sounds of two names of streets and places coincide."""
    spelling, sounds = resolver.index.names.spelling, resolver.index.sounds
    starts = spelling.starts[:-1, 0]
    first, second = (spelling.symbols[starts + i].astype(np.int64) for i in (0, 1))
    han = (first < 0x10000) & (second < 0x10000) & (first > 0x3000) & (second > 0x3000)
    heard = [sounds.first[symbols[han]].astype(np.int64) for symbols in (first, second)]

    def coincide(values: Any) -> float:
        shares = np.unique(values, return_counts=True)[1] / len(values)
        return 100 * float((shares**2).sum())

    symbols, two = coincide(first[han]), coincide(first[han] << 32 | second[han])
    sound, twice = coincide(heard[0]), coincide(heard[0] << 32 | heard[1])
    print(f"  {len(starts):,} names {name}: of all pairs begin alike")
    print(f"    by a symbol {symbols:.2f} %, a sound {sound:.2f} %, two symbols {two:.4f} %, two sounds {twice:.4f} %")


def _texts_of(canon: Path, count: int) -> list[str]:
    """Texts of rows spread over the file, with their province and city left out."""
    size = canon.stat().st_size
    chance, texts = random.Random(3), list[str]()
    with canon.open("rb") as file:
        while len(texts) < count:
            file.seek(chance.randrange(size))
            file.readline()
            cells: list[Any] = file.readline().decode().rstrip("\n").split("\t")
            if len(cells) == 7 and cells[1] in ("building", "room"):
                texts.append(cells[6][6:])
    return texts

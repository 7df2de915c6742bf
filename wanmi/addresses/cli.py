"""The commands ``wanmi address …``: build an index, resolve, complete, explain, match tables, parse, train."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

import click

from wanmi.addresses.textfiles import lines

if TYPE_CHECKING:
    from wanmi.addresses.resolver import Resolver

_BATCH = 20_000
_SHOWN_BAD_ROWS = 20
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)


def _fail(reason: str) -> NoReturn:
    click.echo(reason, err=True)
    raise SystemExit(1)


def _open(folder: Path) -> Resolver:
    from wanmi.addresses.index import BadIndexError
    from wanmi.addresses.resolver import Resolver

    try:
        return Resolver.open(folder)
    except BadIndexError as error:
        _fail(str(error))


def _lines(path: Path) -> Iterator[str]:
    """The lines of a file; says how many were in GB18030."""
    try:
        yield from lines(path, lambda count: click.echo(f"{path}: {count:,} lines read as GB18030", err=True))
    except (OSError, EOFError) as error:
        _fail(f"{path}: {error}")


def _json_lines(path: Path, required: str) -> Iterator[dict[str, Any]]:
    """The objects of a file of JSON lines; a line that is none is named on standard error and left out."""
    for number, line in enumerate(_lines(path), 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
            if not isinstance(value, dict) or not isinstance(value.get(required), str):
                raise ValueError(f"no text in {required!r}")
        except ValueError as error:
            click.echo(f"{path}, line {number}: left out: {error}", err=True)
            continue
        yield value


def _write(values: Iterable[dict[str, Any]]) -> None:
    encode = json.JSONEncoder(ensure_ascii=False).encode
    sys.stdout.writelines(f"{encode(value)}\n" for value in values)


@click.group(name="address")
def group() -> None:
    """Resolve address texts to standard addresses."""


@group.command()
@click.argument("canon", type=FILE)
@click.argument("index", type=FOLDER)
@click.option("--positions", type=FILE, help="Tab-separated file with the columns code, lng and lat.")
def build(canon: Path, index: Path, positions: Path | None) -> None:
    """Build INDEX from the canonical rows in CANON (tab-separated, may be gzipped)."""
    from wanmi.addresses.building import BadPositionsError
    from wanmi.addresses.building import build as build_index

    try:
        report = build_index(canon, index, positions, lambda step, count: click.echo(f"{step}: {count:,}", err=True))
    except BadPositionsError as error:
        _fail(str(error))
    for bad in report.bad[:_SHOWN_BAD_ROWS]:
        click.echo(f"line {bad.line}: {bad.reason}: {bad.content}", err=True)
    if len(report.bad) > _SHOWN_BAD_ROWS:
        click.echo(f"… {len(report.bad):,} bad rows in all, listed in {index / 'bad_rows.tsv'}", err=True)
    click.echo(f"{report.places:,} places, {report.rows:,} buildings and rooms, {len(report.bad):,} bad rows "
               f"in {report.seconds:.1f} s")  # fmt: skip
    if not report.places:
        _fail("no usable place in the file")


@group.command()
@click.argument("index", type=FOLDER)
@click.argument("queries", type=FILE)
def resolve(index: Path, queries: Path) -> None:
    """Resolve QUERIES, lines {"qid", "text"}, to lines {"qid", "code" or null, "score"}."""
    resolver = _open(index)
    for batch in _in_batches(_json_lines(queries, "text")):
        answers = resolver.answers([query["text"] for query in batch])
        _write(
            {"qid": query.get("qid"), "code": code, "score": round(score, 4)}
            for query, (code, _, score) in zip(batch, answers, strict=True)
        )


def _in_batches(values: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    for value in values:
        batch.append(value)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


@group.command()
@click.argument("file", type=FILE)
@click.option("--model", type=FILE, help="A model made by `wanmi address train`; default: the one that is shipped.")
def parse(file: Path, model: Path | None) -> None:
    """Label the elements in FILE, lines {"id", "text"}, as lines {"id", "entities": [[label, start, end, text], …]}."""
    from wanmi.addresses.parsing.model import BadModelError, load_model, shipped_model

    try:
        parser = load_model(model) if model else shipped_model()
    except BadModelError as error:
        _fail(str(error))
    for batch in _in_batches(_json_lines(file, "text")):
        parsed = parser.parse_many([value["text"] for value in batch])
        _write(
            {"id": value.get("id"), "entities": [[e.label, e.start, e.end, e.text] for e in entities]}
            for value, entities in zip(batch, parsed, strict=True)
        )


@group.command()
@click.argument("file", type=FILE)
@click.argument("model", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--base", type=FILE, help="Canonical rows whose names and structure are learned first.")
@click.option("--divisions", type=FILE, help="Tab-separated code, province, city, county, town: names to know.")
@click.option("--villages", type=FILE, help="Tab-separated code, name, ending: names to know.")
@click.option("--rounds", default=6, show_default=True, help="Times to go through FILE.")
@click.option("--models", default=2, show_default=True, help="Random fields, whose mean is kept, and networks.")
def train(
    file: Path, model: Path, base: Path | None, divisions: Path | None, villages: Path | None, rounds: int, models: int
) -> None:
    """Train a parser MODEL from FILE, lines {"text", "entities": [[label, start, end, text], …]}."""
    from wanmi.addresses.parsing.lessons import Material, School, TooFewExamplesError
    from wanmi.addresses.parsing.model import save_model

    material = Material(list(_json_lines(file, "text")), base, divisions, villages)
    try:
        school = School(material, lambda line: click.echo(line, err=True))
    except TooFewExamplesError as error:
        _fail(str(error))
    trained = school.model(rounds, range(models))
    save_model(trained, model)
    click.echo(f"{model}: {len(trained.labels)} labels, {model.stat().st_size / 1e6:.1f} MB")


@group.command()
def warm() -> None:
    """Compile the engine once, so that no later command has to."""
    from wanmi.addresses.building import build as build_index
    from wanmi.addresses.parsing.model import parse as parse_text
    from wanmi.addresses.resolver import Resolver

    with TemporaryDirectory() as name:
        canon = Path(name) / "canon.tsv"
        canon.write_text("990101001-00001\tplace\tP1\t\t\t\t江东省临江市望湖区湖滨街道青石路12弄\n", encoding="utf-8")
        build_index(canon, Path(name) / "index")
        resolver = Resolver.open(Path(name) / "index")
        resolver.resolve("青石路12弄")
        list(resolver.answers(["青石路12弄"]))
    parse_text("青石路12弄")
    click.echo("ready")


@group.command()
@click.argument("index", type=FOLDER)
@click.argument("typed")
@click.option("--limit", default=8, show_default=True)
def complete(index: Path, typed: str, limit: int) -> None:
    """Complete what was TYPED to addresses, one a line."""
    for text in _open(index).complete(typed, limit):
        click.echo(text)


@group.command()
@click.argument("index", type=FOLDER)
@click.argument("text")
def explain(index: Path, text: str) -> None:
    """Show what each step makes of TEXT."""
    for line in _open(index).explain(text):
        click.echo(line)


@group.command()
@click.argument("index", type=FOLDER)
@click.argument("lon", type=float)
@click.argument("lat", type=float)
@click.option("--limit", default=3, show_default=True)
def reverse(index: Path, lon: float, lat: float, limit: int) -> None:
    """The places nearest to a position (degrees), with their distance in metres."""
    for neighbour in _open(index).reverse(lon, lat, limit):
        click.echo(f"{neighbour.code}\t{neighbour.metres:.0f}\t{neighbour.text}")


@group.command()
@click.argument("file", type=FILE)
@click.option("--index", type=FOLDER, help="Default: the index that the address base of this installation published.")
@click.option("--column", help="Heading of the address column; default: the first that looks like one.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Default: standard output.")
def match(file: Path, index: Path | None, column: str | None, output: Path | None) -> None:
    """Add code, level and score of each row's address to a CSV FILE; rows without a match keep them empty."""
    if index is None:
        _fail("no address index has been published: name one with --index")
    resolver = _open(index)
    from wanmi.addresses.tables import BadTableError
    from wanmi.addresses.tables import match as match_table

    try:
        with _progress(sum(1 for _ in lines(file))) as advance, _output(output) as into:
            done = match_table(_lines(file), column, resolver, csv.writer(into, lineterminator="\n"), advance)
    except BadTableError as error:
        _fail(f"{file}: {error}")
    for line, reason in sorted(done.bad)[:_SHOWN_BAD_ROWS]:
        click.echo(f"line {line}: {reason}", err=True)
    click.echo(f"{done.codes:,} of {done.rows:,} rows matched, {len(done.bad):,} bad rows", err=True)


@contextmanager
def _progress(length: int) -> Iterator[Callable[[int], None]]:
    """A bar over the lines of a file; what it gives is told how many are done."""
    with click.progressbar(length=length, label="matching", file=sys.stderr) as bar:
        yield lambda line: bar.update(line - bar.pos)


@contextmanager
def _output(path: Path | None) -> Iterator[TextIO]:
    """A file that is there whole or not at all, or standard output."""
    if path is None:
        yield sys.stdout
        return
    unready = path.with_name(f"{path.name}.part")
    try:
        with unready.open("w", encoding="utf-8-sig", newline="") as file:
            yield file
        unready.replace(path)
    finally:
        unready.unlink(missing_ok=True)

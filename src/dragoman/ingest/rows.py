"""JSON Lines and CSV -> Reports, one a row."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from typing import TYPE_CHECKING, Any

from dragoman.ingest.decode import BOMS, decode, fit
from dragoman.ingest.language import declared_language
from dragoman.ingest.moments import iso_moment
from dragoman.ingest.options import COLUMNS, Failure
from dragoman.ingest.plain import Given, report_of, too_long
from dragoman.ingest.source import with_source
from dragoman.record import Translation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dragoman.ingest.options import ReadOptions
    from dragoman.ingest.source import Opened
    from dragoman.lexicon import Tables
    from dragoman.record import Moment, Report

DELIMITERS = ",;\t|"


class RowError(ValueError):
    """A row holds what cannot be read; the message names the field."""


def read_jsonl(opened: Opened, options: ReadOptions, tables: Tables) -> Iterator[Report | Failure]:
    """The reports of a JSON Lines file; a line that is no object is a Failure that names it."""
    for number, line in _lines(opened, options):
        place = f"{opened.name}:{number}"
        if len(line) > options.limits.row_bytes:
            message = f"a line of more than {options.limits.row_bytes:,} bytes"
            yield Failure(place, message, _sha(line))
            continue
        text = decode(line, options.encoding).text
        if not text.strip():
            continue
        try:
            row = json.loads(text, strict=False)
        except (ValueError, RecursionError) as error:
            yield Failure(place, f"no JSON on this line: {error}", _sha(line))
            continue
        if isinstance(row, dict):
            yield read_row(row, place, options, tables)
        else:
            yield Failure(place, "the line is no JSON object", _sha(line))


def read_json(opened: Opened, options: ReadOptions, tables: Tables) -> Iterator[Report | Failure]:
    """The reports of a JSON file: an array of rows, or one row."""
    data = opened.stream.read()
    try:
        rows = json.loads(decode(data, options.encoding).text, strict=False)
    except (ValueError, RecursionError) as error:
        yield Failure(opened.name, f"no JSON: {error}", _sha(data))
        return
    for number, row in enumerate(rows if isinstance(rows, list) else [rows], 1):
        place = f"{opened.name}#{number}"
        if isinstance(row, dict):
            yield read_row(row, place, options, tables)
        else:
            yield Failure(place, "the row is no JSON object", _sha(b""))


def _lines(opened: Opened, options: ReadOptions) -> Iterator[tuple[int, bytes]]:
    """The numbered lines of a stream; of a line that is too long, only its beginning."""
    stream, limit = opened.stream, options.limits.row_bytes
    first = stream.readline(limit + 1)
    if any(first.startswith(bom) for bom, name in BOMS if name != "utf-8-sig"):
        text = decode(first + stream.read()).text
        first, stream = b"", io.BytesIO(text.encode("utf-8", "surrogatepass"))
        first = stream.readline(limit + 1)
    number = opened.before
    while first:
        number += 1
        yield number, first
        while len(first) > limit and not first.endswith(b"\n"):
            first = stream.readline(limit + 1)
        first = stream.readline(limit + 1)


def read_csv(opened: Opened, options: ReadOptions, tables: Tables) -> Iterator[Report | Failure]:
    """The reports of a CSV file with a header; the delimiter is the one that parts the header."""
    data = opened.stream.read()
    text = decode(data, options.encoding).text
    csv.field_size_limit(max(csv.field_size_limit(), options.limits.row_bytes))
    wanted = options.column("text")
    header = text.partition("\n")[0]
    delimiter = next(
        (d for d in DELIMITERS if wanted in next(csv.reader([header], delimiter=d), [])), ","
    )
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    names = next(reader, [])
    missing = options.missing(names)
    if missing is not None:
        yield Failure(opened.name, no_column(missing, names), _sha(data))
        return
    while True:
        place = f"{opened.name}:{reader.line_num + 1}"
        try:
            cells = next(reader, None)
        except csv.Error as error:
            yield Failure(place, f"no row on this line: {error}", _sha(b""))
            continue
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield read_row(dict(zip(names, cells, strict=False)), place, options, tables)


def no_column(wanted: str, names: list[str]) -> str:
    """What a file without a column is told, with the columns it has."""
    there = ", ".join(names[:20])
    return f"no column {wanted!r} (columns are {there}; name one of them)"


def read_row(
    row: Mapping[str, Any], place: str, options: ReadOptions, tables: Tables
) -> Report | Failure:
    """The report of one row; its ``source`` is the row's id, or its place where it has none."""
    values = {name: row.get(options.column(name)) for name in COLUMNS}
    text = values["text"] if isinstance(values["text"], str) else ""
    sha, source = _sha(text.encode("utf-8", "surrogatepass")), place
    try:
        source = _words(values, "id") or place
        given = _given(values, source, sha, options)
    except RowError as error:
        return Failure(source, f"{place}: {error}", sha)
    if not text.strip():
        return Failure(source, f"{place}: no text in column {options.column('text')!r}", sha)
    if refused := too_long(text, options.limits):
        return Failure(source, f"{place}: {refused}", sha)
    return with_source(report_of(text, given, tables, options.profile), text, options)


def _given(values: Mapping[str, Any], source: str, sha: str, options: ReadOptions) -> Given:
    return Given(
        source,
        sha,
        title=_words(values, "title"),
        published=options.moment or _moment(values, "published"),
        updated=_moment(values, "updated"),
        outlet=_words(values, "outlet"),
        url=_words(values, "url"),
        language=_words(values, "language"),
        translation_of=_translation(values["translation_of"]),
    )


def _translation(value: Any) -> Translation | None:
    """What a row says it was translated from: ``{"text", "language"}``, or the text alone."""
    given = value if isinstance(value, dict) else {"text": value}
    text = _words({"translation_of": given.get("text")}, "translation_of")
    language = _words({"language": given.get("language")}, "language")
    return Translation(text, declared_language(language)) if text else None


def _words(values: Mapping[str, Any], name: str) -> str | None:
    """A field as words; None where it is empty."""
    value = values[name]
    if value is None or value != value:  # noqa: PLR0124 - only NaN, an empty cell, is not itself
        return None
    if isinstance(value, bool | list | dict):
        raise RowError(f"{name} is no string: {value!r:.60}")
    return fit(str(value)).strip() or None


def _moment(values: Mapping[str, Any], name: str) -> Moment | None:
    words = _words(values, name)
    if words is None:
        return None
    moment = iso_moment(words, "given")
    if moment is None:
        raise RowError(f"{name} is no date: {words!r:.60} (write it as 2015-12-23)")
    return moment


def _sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()

"""What is exported is opened again as its users do, and tells no more than it may."""

import csv
import json
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from xml.etree import ElementTree as ET

import polars as pl
import pyarrow.parquet as pq
import pytest

import norland
from across_records import WIRE, shelled, write
from dragoman.errors import UsageError
from dragoman.export import FORMATS, export
from dragoman.export.flat import ACROSS
from dragoman.export.gdelt import cameo
from dragoman.export.shape import Context
from dragoman.lexicon import load_tables
from dragoman.record import Affiliation, Span, When
from dragoman.render.json import from_json
from dragoman.store import Writer
from dragoman.store.across.plain import TABLES as STORED

SIDE = (
    "{0} Name|{0} Country|{0} COW|Primary {0} Sector|{0} Sectors|{0} Title|{0} Name Raw|"
    "Wikipedia {0} ID"
)
POLECAT = (
    "Event ID|Event Date|Event Type|Event Mode|Intensity|Quad Code|Contexts|"
    f"{SIDE.format('Actor')}|{SIDE.format('Recipient')}|"
    "Placename|City|District|Province|Country|Latitude|Longitude|GeoNames ID|Raw Placename|"
    "Feature Type|Source|Publication Date|Story People|Story Organizations|Story Locations|"
    "Language|Version"
)


def read(path, delimiter=","):
    with path.open(encoding="utf-8", newline="") as file:
        quoting = csv.QUOTE_MINIMAL if delimiter == "," else csv.QUOTE_NONE
        return list(csv.reader(file, delimiter=delimiter, quoting=quoting))


def named(path):
    header, *rows = read(path)
    return [dict(zip(header, row, strict=True)) for row in rows]


def dated(value):
    """The record by hand, its attack on a day."""
    made = norland.record()
    attack = made.events[0]
    when = replace(attack.when, value=value)
    return replace(made, events=(replace(attack, when=when), *made.events[1:]))


def test_polecat_has_its_header_and_what_a_loader_of_it_asks_for(tmp_path):
    told = export("polecat", [dated("2031-05-06")], tmp_path)
    header, *rows = read(tmp_path / "events.txt", "\t")
    assert "|".join(header) == POLECAT
    assert all(len(row) == 40 for row in rows)
    first = dict(zip(header, rows[0], strict=True))
    assert first["Event Date"] == "2031-05-06"
    assert (first["Actor Name"], first["Recipient Name"]) == ("Norland", "two villages")
    assert first["Quad Code"] == "MATERIAL CONFLICT"
    assert first["Wikipedia Actor ID"] == "None"
    assert told.left_out == {"realis planned": 1, "a title that repeats the text": 1}
    assert len(rows) + sum(told.left_out.values()) == len(norland.record().events)


@pytest.mark.parametrize(("tenure", "title"), [("current", "envoy"), ("former", "None")])
def test_a_title_is_an_office_that_is_held(tmp_path, tenure, title):
    made = dated("2031-05-06")
    (doer,) = made.events[0].source
    evidence = (made.events[0].trigger,)
    held = Affiliation("a1", doer, "envoy", None, When(), evidence, (), "office", tenure=tenure)
    export("polecat", [replace(made, affiliations=(held,))], tmp_path)
    header, first, *_ = read(tmp_path / "events.txt", "\t")
    assert first[header.index("Actor Title")] == title


def test_a_state_has_its_number_where_the_day_decides(tmp_path):
    made = dated("1925-05-06")
    actors = tuple(replace(a, country="AFG") for a in made.actors)
    export("polecat", [replace(made, actors=actors)], tmp_path, states=load_tables().states)
    header, first, *_ = read(tmp_path / "events.txt", "\t")
    assert first[header.index("Actor COW")] == "700"


def test_gdelt_has_its_columns_no_header_and_true_offsets(tmp_path):
    made = dated("2031-05-06")
    export("gdelt", [made], tmp_path)
    events, mentions = (read(tmp_path / f"{n}.csv", "\t") for n in ("events", "mentions"))
    assert {len(row) for row in events} == {61}
    assert {len(row) for row in mentions} == {16}
    assert [row[0] for row in events] == [row[0] for row in mentions]
    assert all(0 < int(row[0]) < 2**60 for row in events)
    assert events[0][1:5] == ["20310506", "203105", "2031", "2031.4274"]
    assert (events[0][6], events[0][16]) == ("NORLAND", "TWO VILLAGES")
    assert (events[0][26], events[0][28], events[0][29]) == ("180", "18", "4")
    text = made.report.text
    actor, target, deed = map(int, mentions[0][7:10])
    assert text[actor:].startswith("Norland")
    assert text[target:].startswith("two villages")
    assert text[deed:].startswith("attacked")


def test_each_event_of_gdelt_has_a_number_of_its_own(tmp_path):
    made = dated("2031-05-06")
    event = made.events[0]
    (one,) = event.source
    two, again = replace(one, actor="x:other"), replace(one)  # one word for two, one named twice
    for source, target, rows in (
        ((one, two), event.target, 2), ((one, again), event.target, 1),
        ((one, two), (), 2), ((one, again), (), 1),
    ):  # fmt: skip
        changed = replace(event, source=source, target=target)
        export("gdelt", [replace(made, events=(changed,))], tmp_path)
        numbers = [row[0] for row in read(tmp_path / "events.csv", "\t")]
        assert len(numbers) == len(set(numbers)) == rows
        assert numbers == [row[0] for row in read(tmp_path / "mentions.csv", "\t")]


def test_a_month_gives_no_day(tmp_path):
    export("gdelt", [dated("2031-05")], tmp_path)
    assert read(tmp_path / "events.csv", "\t")[0][1:5] == ["", "203105", "2031", ""]


def test_each_type_and_each_mode_of_the_crosswalk_is_plover_s():
    known = {row.id: set(row.modes) for row in load_tables().plover}
    assert set(known) == {type_ for type_, mode in cameo() if not mode}
    for type_, mode in cameo():
        assert not mode or mode in known[type_]


def test_csv_rows_are_those_of_the_record(tmp_path):
    made = norland.record()
    told = export("csv", [made, norland.failed()], tmp_path)
    for kind in ("statements", "events", "positions", "actors"):
        rows = named(tmp_path / f"{kind}.csv")
        assert len(rows) == told.rows[kind] == len(getattr(made, kind))
    for row in named(tmp_path / "events.csv"):
        place = slice(int(row["trigger_start"]), int(row["trigger_end"]))
        assert made.report.text[place] == row["trigger"]
    reports = named(tmp_path / "reports.csv")
    assert [bool(row["problem"]) for row in reports] == [False, True]
    assert named(tmp_path / "quantities.csv")[0]["low"] == "12"


@pytest.mark.parametrize("words", ["=1+1", "+SUM(A1)", "-2", "@cmd", "\t=1", "a\tb\nc"])
def test_no_cell_of_csv_is_a_formula_or_breaks_its_line(tmp_path, words):
    made = norland.record()
    export("csv", [replace(made, report=replace(made.report, title=words))], tmp_path)
    cell = named(tmp_path / "reports.csv")[0]["title"]
    assert not cell.startswith(("=", "+", "-", "@", "\t"))
    assert not set(cell) & set("\t\n")


@pytest.mark.parametrize("name", ["polecat", "gdelt"])
@pytest.mark.parametrize("words", ['"Bad', 'an "envoy"', '"a" and "b', '"', '5" of rain'])
def test_a_quotation_mark_shifts_no_column_of_a_file_with_tabs(tmp_path, name, words):
    made = dated("2031-05-06")
    first = made.events[0]
    role = replace(first.source[0], name=words, span=Span(0, 1, words))
    changed = replace(first, source=(role, *first.source[1:]))
    export(name, [replace(made, events=(changed, *made.events[1:]))], tmp_path)
    table, columns = ("events.txt", 40) if name == "polecat" else ("events.csv", 61)
    bare = read(tmp_path / table, "\t")
    with (tmp_path / table).open(encoding="utf-8", newline="") as file:
        quoted = list(csv.reader(file, delimiter="\t"))
    assert [len(row) for row in bare] == [len(row) for row in quoted] == [columns] * len(bare)
    cell = words if name == "polecat" else words.upper()
    assert cell in quoted[-len(bare) + (name == "polecat")]
    read_back = pl.read_csv(
        tmp_path / table, separator="\t", infer_schema=False, has_header=name == "polecat"
    )
    assert read_back.shape == (len(bare) - (name == "polecat"), columns)
    assert cell in read_back.row(0)


def test_a_folder_with_another_format_is_left_alone(tmp_path):
    export("csv", [norland.record()], tmp_path)
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    with pytest.raises(UsageError, match=r"describes dragoman-csv, .*another folder"):
        export("jsonl", [norland.record()], tmp_path)
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before
    export("csv", [], tmp_path)
    assert named(tmp_path / "events.csv") == []
    (tmp_path / "datapackage.json").write_text("[1]")
    with pytest.raises(UsageError, match="something else"):
        export("csv", [norland.record()], tmp_path)


def test_a_doubtful_day_is_no_day(tmp_path):
    export("gdelt", [dated("2031-05-06?")], tmp_path)
    assert read(tmp_path / "events.csv", "\t")[0][1:5] == ["", "203105", "2031", ""]


def test_parquet_is_typed_and_holds_the_same_as_csv(tmp_path):
    for name in ("parquet", "csv"):
        export(name, [norland.record()], tmp_path / name)
    for table in FORMATS["parquet"].tables:
        read_back = pq.read_table(tmp_path / "parquet" / f"{table.name}.parquet")
        assert read_back.column_names == [column.name for column in table.columns]
        assert read_back.num_rows == len(named(tmp_path / "csv" / f"{table.name}.csv"))
    positions = pq.read_table(tmp_path / "parquet" / "positions.parquet").to_pylist()
    assert [row["sign"] for row in positions] == [p.sign for p in norland.record().positions]


def test_jsonl_is_what_read_prints(tmp_path):
    export("jsonl", [norland.record()], tmp_path)
    assert from_json((tmp_path / "records.jsonl").read_text("utf-8")) == norland.record()


def test_graphml_ties_known_actors_row_by_row(tmp_path):
    made = norland.record()
    told = export("graphml", [made], tmp_path)
    space = {"g": "http://graphml.graphdrawing.org/xmlns"}
    root = ET.fromstring((tmp_path / "graph.graphml").read_text("utf-8"))
    nodes = [node.get("id") for node in root.iterfind(".//g:node", space)]
    edges = [(e.get("source"), e.get("target")) for e in root.iterfind(".//g:edge", space)]
    assert len(nodes) == len(set(nodes))
    assert len(edges) == told.rows["ties"]
    assert {end for edge in edges for end in edge} <= set(nodes)
    assert ("x:sudria", "x:westmark") in edges


def test_annotations_select_their_words_by_place_and_by_quote(tmp_path):
    made = norland.record()
    export("jsonld", [made], tmp_path)
    page = json.loads((tmp_path / "annotations.jsonld").read_text("utf-8"))
    assert page["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
    counts = Counter(item["body"]["type"] for item in page["items"])
    assert counts["Statement"] == len(made.statements)
    for item in page["items"]:
        for target in item["target"]:
            place, words = target["selector"]
            assert made.report.text[place["start"] : place["end"]] == words["exact"]
            assert made.report.text[: place["start"]].endswith(words["prefix"])


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_without_quotes_no_words_of_the_text_are_left(tmp_path, name):
    secret = "Xyzzyplugh"
    made = norland.record()

    def hidden(span):
        return Span(span.start, span.end, secret)

    events = tuple(
        replace(
            e, trigger=hidden(e.trigger), clause=hidden(e.clause),
            evidence=tuple(map(hidden, e.evidence)),
        )
        for e in made.events
    )  # fmt: skip
    report = replace(made.report, text=made.report.text + secret, title=secret)
    export(name, [replace(made, events=events, report=report)], tmp_path, quotes="none")
    for file in tmp_path.iterdir():
        assert secret.encode() not in file.read_bytes(), file.name


def test_short_quotes_end_after_twelve_words(tmp_path):
    export("csv", [norland.record()], tmp_path, quotes="short")
    words = [row["clause"].split() for row in named(tmp_path / "events.csv")]
    assert max(map(len, words)) <= 13
    assert named(tmp_path / "reports.csv")[0]["letters"] == "0"


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_a_data_package_and_a_codebook_tell_every_file_and_column(tmp_path, name):
    told = export(name, [norland.record()], tmp_path)
    package = json.loads((tmp_path / "datapackage.json").read_text("utf-8"))
    book = (tmp_path / "codebook.md").read_text("utf-8")
    files = {each["path"] for each in package["resources"]}
    assert files | {"datapackage.json", "codebook.md"} == {f.name for f in tmp_path.iterdir()}
    assert package["rows"] == told.rows
    for table in FORMATS[name].tables:
        assert all(column.meaning or column.empty for column in table.columns)
        assert all(column.name in book for column in table.columns)


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_columns_said_to_be_empty_are_and_rows_have_no_others(name):
    made = FORMATS[name]
    columns = {table.name: {c.name: c for c in table.columns} for table in made.tables}
    if made.layout.kind in {"jsonl", "jsonld"}:
        pytest.skip("lines of JSON have no columns")
    for table, row in made.rows([dated("2031-05-06")], Context()):
        for cell in row or ():
            assert not columns[table][cell].empty, cell


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_the_same_records_give_the_same_bytes(tmp_path, name):
    for folder in ("one", "two"):
        export(name, [norland.record()], tmp_path / folder)
    for file in (tmp_path / "one").iterdir():
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes()


def test_an_error_on_the_way_leaves_no_half_file(tmp_path):
    def failing():
        yield norland.record()
        raise RuntimeError("the source ended")

    with pytest.raises(RuntimeError):
        export("csv", failing(), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_format_is_refused_with_those_there_are(tmp_path):
    with pytest.raises(UsageError, match="no format 'icews'; there are polecat, gdelt"):
        export("icews", [], tmp_path)


def test_a_folder_that_cannot_be_made_is_refused_in_words(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError, match=r"file.inside: cannot be written"):
        export("csv", [], tmp_path / "file" / "inside")


def test_the_command_writes_what_the_record_holds(tmp_path):
    record = tmp_path / "record.db"
    with Writer(record, "2031-05-06T00:00:00+00:00") as writer:
        writer.write([norland.record()])
    command = [sys.executable, "-m", "dragoman", "export", "csv", str(tmp_path / "out")]
    done = subprocess.run(
        [*command, "--record", str(record)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "events, 4 rows" in done.stderr
    assert len(named(tmp_path / "out" / "events.csv")) == 4


@pytest.mark.parametrize("name", ["csv", "parquet"])
def test_what_reports_have_in_common_goes_along(tmp_path, name):
    record = tmp_path / "record.db"
    denied = "The army of Norland did not go near the harbour of Sudria on Monday, it said."
    write(
        record, [shelled("Post", WIRE), shelled("Star", WIRE), shelled("Echo", denied, "negated")]
    )
    command = [sys.executable, "-m", "dragoman", "export", name, str(tmp_path / "out")]
    subprocess.run([*command, "--record", str(record)], check=True)
    tables = {
        each: named(tmp_path / "out" / f"{each}.csv") if name == "csv"
        else pq.read_table(tmp_path / "out" / f"{each}.parquet").to_pylist()
        for each in ("reports", "events", "stories", "copies", "across", "opposed")
    }  # fmt: skip
    (copy,) = tables["copies"]
    assert copy["kind"] == "same text"
    post, star = copy["report"], copy["other"]
    story = {row["report"]: row for row in tables["stories"]}
    assert set(story) == {row["report"] for row in tables["reports"]}
    assert story[post]["story"] == story[star]["story"]
    alike = {story[post]["same_text_as"] or post, story[star]["same_text_as"] or star}
    assert len(alike) == 1
    same = [row for row in tables["across"] if row["report"] in {post, star}]
    assert len({row["same"] for row in same}) == 1
    assert {int(row["independent_sources"]) for row in same} == {1}
    events = {row["id"] for row in tables["events"]}
    assert {row["id"] for row in tables["across"]} <= events
    assert {row["id"] for row in tables["opposed"]} <= events


def test_rows_of_what_is_in_common_have_the_columns_that_are_told():
    told = {table.name: tuple(column.name for column in table.columns) for table in ACROSS}
    assert told == {name: columns for name, (columns, _) in STORED.items()}

"""A user's own actors: they join the tables, outrank equal names, and keep to their dates."""

from dataclasses import replace

import pytest
from typer.testing import CliRunner

from dragoman.actors import find_mentions
from dragoman.actors.names import names_of
from dragoman.cli import app
from dragoman.errors import LexiconError
from dragoman.lexicon import load_tables
from dragoman.lexicon.own import with_actors
from dragoman.record import Moment

TABLES = load_tables()
HEADER = "id,kind,name,aliases,country,sector,valid_from,valid_to\n"
DELTA = "delta-front,armed_group,Delta Front,Delta|DF,NGA,REB,,\n"
TWO_FRONTS = (
    "old-front,armed_group,Old Front,the Front|Homeland Front,NOR,REB,1970,1989-12-31\n"
    "new-front,party,New Front,Homeland Front,NOR,PTY,1990-01-01,\n"
)


@pytest.fixture
def own(tmp_path):
    def joined(rows, header=HEADER):
        file = tmp_path / "mine.csv"
        file.write_text(header + rows, encoding="utf-8")
        return with_actors(TABLES, file)

    return joined


def meant(tables, words, day=None):
    found = names_of(tables).on(day).at(words, 0)
    return [sense.actor for sense in found.senses]


def test_own_rows_join_the_tables_and_their_digest(own):
    tables = own(DELTA)
    assert meant(tables, "Delta Front") == ["delta-front"]
    assert meant(tables, "Norway") == ["NOR"]
    assert len(tables.actors) == len(TABLES.actors) + 1
    assert tables.digest != TABLES.digest
    assert own(DELTA).digest == tables.digest
    assert own(DELTA.replace("NGA", "NOR")).digest != tables.digest


def test_an_own_row_outranks_an_equal_name_and_replaces_an_equal_id(own):
    assert meant(TABLES, "Kremlin") == ["RUS"]
    tables = own("kremlin-cup,other,Kremlin Cup,Kremlin,,,,\nNOR,state,Norland,,NOR,,,\n")
    assert meant(tables, "Kremlin") == ["kremlin-cup"]
    assert meant(tables, "Norland") == ["NOR"]
    assert names_of(tables).rows["NOR"].name == "Norland"
    assert names_of(tables).at("Norway", 0) is None


def test_of_two_actors_of_one_name_a_dated_report_means_that_of_its_time(own):
    tables = own(TWO_FRONTS)
    assert meant(tables, "Homeland Front", "1985-03-01") == ["old-front"]
    assert meant(tables, "Homeland Front", "1990-01-01") == ["new-front"]
    assert meant(tables, "Homeland Front", "1950") == ["old-front", "new-front"]  # neither: both
    assert meant(tables, "Homeland Front") == ["old-front", "new-front"]


def test_an_own_row_outside_its_dates_gives_way_to_the_tables(own):
    tables = own("old-kremlin,other,Old Kremlin,Kremlin,,,,1917\n")
    assert meant(tables, "Kremlin", "1900-01-01") == ["old-kremlin"]
    assert meant(tables, "Kremlin", "2015-12-23") == ["RUS"]


@pytest.mark.parametrize(
    ("published", "wanted"),
    [("1985-03-01", ("old-front",)), ("2015", ("new-front",)), (None, ("old-front", "new-front"))],
)
def test_mentions_have_the_candidates_of_the_day_of_publication(own, parsed, published, wanted):
    parse = parsed("The Homeland Front condemned Serbia.")
    parse = replace(parse, report=replace(parse.report, published=Moment(published)))
    mention = find_mentions(parse, own(TWO_FRONTS))[0]
    assert mention.span.quote == "Homeland Front"
    assert mention.candidates == wanted


def test_names_of_one_actor_keep_their_order_without_a_file():
    assert TABLES.own == frozenset()
    assert meant(TABLES, "Brussels") == meant(TABLES, "Brussels", "2015-12-23")


@pytest.mark.parametrize(
    ("header", "rows", "message"),
    [
        (HEADER, "delta,army,Delta,,,,,\n", r"mine\.csv:2:2: kind: 'army' is not one of state"),
        (HEADER, DELTA + "x,party\n", r"mine\.csv:3:2: 2 cells where 8 columns are named"),
        (HEADER, "a b,party,AB,,,,,\n", r"mine\.csv:2:1: a b: no id \(use letters"),
        (HEADER, DELTA + DELTA, r"mine\.csv:3:1: delta-front: also at mine\.csv:2"),
        (HEADER, "ab,party,,,,,,\n", r"mine\.csv:2:3: ab: no name"),
        (HEADER, "ab,party,AB,,Norway,,,\n", r"mine\.csv:2:5: ab: country 'Norway' \(use ISO 3166"),
        (HEADER, "ab,party,AB,,NOR,PRESS,,\n", r"mine\.csv:2:6: ab: unknown sector 'PRESS'"),
        (HEADER, "ab,party,AB,,NOR,PTY,May 1990,\n", r"mine\.csv:2:7: ab: valid_from 'May 1990'"),
        ("id;kind;name\n", "", r"mine\.csv:1:1: unknown column 'id;kind;name'"),
        ("id,name\n", "ab,AB\n", r"mine\.csv:2:1: field 'kind' is missing \(add the column kind"),
        ("id,kind,name,part_of\n", "ab,party,AB,cd\n", r"mine\.csv:2:4: ab: part of 'cd'"),
    ],
)
def test_a_wrong_row_is_named_with_file_line_and_column(own, header, rows, message):
    with pytest.raises(LexiconError, match=message):
        own(rows, header)


def test_a_byte_order_mark_is_no_part_of_the_header(own):
    assert meant(own(DELTA, "\ufeff" + HEADER), "DF") == ["delta-front"]


def test_a_file_that_is_not_there_or_no_text_is_named(tmp_path):
    with pytest.raises(LexiconError, match=r"gone\.csv: cannot be read: No such file"):
        with_actors(TABLES, tmp_path / "gone.csv")
    (tmp_path / "odd.csv").write_bytes(b"id,kind,name\nx,party,\xff\n")
    with pytest.raises(LexiconError, match=r"odd\.csv: no CSV in UTF-8"):
        with_actors(TABLES, tmp_path / "odd.csv")


@pytest.mark.model
@pytest.mark.parametrize("how", ["option", "setting"])
def test_read_takes_the_file_by_option_and_by_setting(tmp_path, monkeypatch, parser, how):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DRAGOMAN_ACTORS", raising=False)
    monkeypatch.setattr("dragoman.parse.Parser", lambda _model: parser)
    (tmp_path / "mine.csv").write_text(HEADER + DELTA, encoding="utf-8")
    (tmp_path / "story.txt").write_text("The Delta Front condemned Norway.\n", encoding="utf-8")
    arguments = ["read", "story.txt", "--format", "jsonl"]
    if how == "option":
        arguments += ["--actors", "mine.csv"]
    else:
        (tmp_path / "dragoman.toml").write_text('actors = "mine.csv"\n', encoding="utf-8")
    ended = CliRunner().invoke(app, arguments)
    assert ended.exit_code == 0, ended.output
    assert '"actor":"delta-front"' in ended.stdout.replace(" ", "")
    assert TABLES.digest not in ended.stdout

"""Codes of states, valid in time, and sectors: every row is whole and says what confirms it."""

import random
from itertools import pairwise

import pytest

from dragoman.lexicon import load_tables
from dragoman.lexicon.check import check_tables
from dragoman.lexicon.schema import StateCode
from dragoman.lexicon.validity import codes_on, holds

TABLES = load_tables()
STATES = TABLES.states
DRAWN = 120
HEADER = "id,iso,cow,cow_abb,gw,valid_from,valid_to,source\n"


def codes(actor, day):
    return [(row.iso, row.cow, row.gw) for row in codes_on(STATES, actor, day)]


def test_drawn_rows_say_what_confirms_them():
    drawn = random.Random(4).sample(STATES, DRAWN)
    for row in sorted(drawn, key=lambda row: (row.id, row.valid_from)):
        shown = (row.id, row.valid_from, row.valid_to, row.iso, row.cow, row.gw, row.source)
        print(*shown)  # noqa: T201 - pytest -s shows what confirms each
    assert len({(row.id, row.valid_from) for row in drawn}) == DRAWN
    assert [row.id for row in drawn if not row.source] == []
    assert [row.id for row in drawn if row.cow and "COW" not in row.source] == []
    assert [row.id for row in drawn if row.gw and "Gleditsch" not in row.source] == []


def test_every_member_of_the_united_nations_and_observer_has_a_row():
    members = {row.id for row in TABLES.actors if row.source.startswith("UN ")}
    assert len(members) == 195
    assert members - {row.id for row in STATES} == set()


@pytest.mark.parametrize(
    ("actor", "day", "wanted"),
    [
        ("SUN", "1991-12-25", [("SUN", "365", "365")]),
        ("SUN", "1991-12-26", []),
        ("RUS", "1985-05-01", []),
        ("RUS", "1991-12-26", [("RUS", "365", "365")]),
        ("UKR", "1991-12-25", []),
        ("YUG", "1995-07-11", [("YUG", "345", "345")]),
        ("YUG", "1942-01-01", []),
        ("YUG", "2003-02-04", []),
        ("SCG", "2003-02-04", [("SCG", "345", "345")]),
        ("SRB", "2005-01-01", []),
        ("SRB", "2006-06-05", [("SRB", "345", "340")]),
        ("MNE", "2006-06-12", [("MNE", "341", "341")]),
        ("COD", "1985-01-01", [("ZAR", "490", "490")]),
        ("COD", "1997-05-17", [("COD", "490", "490")]),
        ("CSK", "1992-12-31", [("CSK", "315", "315")]),
        ("CZE", "1992-12-31", []),
        ("SVK", "1993-01-01", [("SVK", "317", "317")]),
        ("DDR", "1990-10-02", [("DDR", "265", "265")]),
        ("DDR", "1990-10-03", []),
        ("DEU", "1990-10-02", [("DEU", "260", "260")]),
        ("DEU", "1990-10-03", [("DEU", "255", "260")]),
        ("VDR", "1970-01-01", [("VDR", "816", "816")]),
        ("south-vietnam", "1970-01-01", [("", "817", "817")]),
        ("VNM", "1970-01-01", []),
        ("VNM", "1976-07-02", [("VNM", "816", "816")]),
        ("YMD", "1990-05-21", [("YMD", "680", "680")]),
        ("YEM", "1990-05-21", [("YEM", "678", "678")]),
        ("YEM", "1990-05-22", [("YEM", "679", "678")]),
        ("RHO", "1979-01-01", [("RHO", "552", "552")]),
        ("ZWE", "1980-04-18", [("ZWE", "552", "552")]),
        ("MMR", "1988-08-08", [("BUR", "775", "775")]),
        ("PSE", "2020-01-01", [("PSE", "", "")]),
    ],
)
def test_codes_are_those_of_the_day(actor, day, wanted):
    assert codes(actor, day) == wanted


def test_a_state_that_is_gone_ends_as_an_actor_when_its_codes_do():
    ends = {row.id: row.valid_to for row in sorted(STATES, key=lambda row: row.valid_from)}
    gone = [row for row in TABLES.actors if row.kind == "state" and ends.get(row.id)]
    assert {row.id for row in gone} >= {"SUN", "YUG", "SCG", "CSK", "DDR", "YMD", "VDR", "RHO"}
    assert {row.id: row.valid_to for row in gone} == {row.id: ends[row.id] for row in gone}


def test_a_number_means_one_state_at_a_time():
    for field in ("cow", "gw", "iso"):
        rows = sorted(
            (row for row in STATES if getattr(row, field)),
            key=lambda row: (getattr(row, field), row.valid_from),
        )
        for before, row in pairwise(rows):
            if getattr(before, field) == getattr(row, field):
                assert before.valid_to, f"{field} of {before.id} and {row.id}"
                assert before.valid_to < row.valid_from, f"{field} of {before.id} and {row.id}"


@pytest.mark.parametrize(
    ("actor", "day", "wanted"),
    [
        ("COD", "1985", {"Zaire"}),
        ("COD", "1997-05-17", {"Democratic Republic of the Congo"}),
        ("COD", "1965-01-01", set()),  # not looked up
        ("MKD", "2019-02-11", {"Macedonia"}),
        ("MKD", "2019-02-12", {"North Macedonia"}),
        ("SWZ", "1990", {"Swaziland"}),
        ("BFA", "1983-08-04", {"Upper Volta"}),
        ("al-nusra", "2016-07-27", {"al-Nusra Front"}),
        ("al-nusra", "2016-12-01", {"Jabhat Fateh al-Sham"}),
        ("is-sinai", "2015-10-31", {"Wilayat Sinai"}),
        ("islamic-state", "2014-06-29", {"Islamic State"}),
    ],
)
def test_a_name_is_the_actors_own_for_its_time(actor, day, wanted):
    assert {n.name for n in TABLES.dated_names if n.id == actor and holds(n, day)} == wanted


def test_a_name_with_dates_is_among_the_words_of_its_row_and_has_a_source():
    words = {row.id: {row.name, *row.aliases} for row in TABLES.actors}
    assert [n for n in TABLES.dated_names if n.name not in words.get(n.id, ())] == []
    assert [n for n in TABLES.dated_names if not n.source] == []
    assert [n for n in TABLES.dated_names if not (n.valid_from or n.valid_to)] == []


@pytest.mark.parametrize(
    ("row", "message", "column"),
    [
        ("XXX,Norge,1905,,its page", "no actor 'XXX'", 1),
        ("NOR,Norge,1905,,its page", "'Norge' is no name of NOR", 2),
        ("NOR,Norway,June 1905,,its page", "'June 1905' is no date", 3),
        ("NOR,Norway,1905,,", "no source", 5),
    ],
)
def test_a_wrong_dated_name_is_found_where_it_stands(tmp_path, row, message, column):
    (tmp_path / "en/actors").mkdir(parents=True)
    (tmp_path / "shared").mkdir()
    actors = "id,kind,name,source\nNOR,state,Norway,ISO 3166\n"
    (tmp_path / "en/actors/states.csv").write_text(actors, encoding="utf-8")
    text = f"id,name,valid_from,valid_to,source\n{row}\n"
    (tmp_path / "en/dated_names.csv").write_text(text, encoding="utf-8")
    (finding,), _ = check_tables("en", tmp_path)
    assert message in finding.message
    assert (finding.line, finding.column) == (2, column)


@pytest.mark.parametrize(
    ("first", "last", "day", "wanted"),
    [
        ("", "", None, True),
        ("1991-12-26", "", None, True),
        ("1991-12-26", "", "1991-12-25", False),
        ("1991-12-26", "", "1991-12-26", True),
        ("1991-12-26", "", "1991", True),  # some of the year
        ("1991-12-26", "", "1990", False),
        ("", "2006-06", "2006-06-30", True),
        ("", "2006-06", "2006-07-01", False),
        ("1946~", "1990?", "1990-12-31T10:00", True),
        ("1946~", "1990?", "1991-01-01", False),
    ],
)
def test_a_row_holds_as_far_as_its_dates_and_the_day_are_precise(first, last, day, wanted):
    assert holds(StateCode("NOR", valid_from=first, valid_to=last), day) is wanted


def test_sectors_are_plovers_and_every_actor_has_one_of_them():
    known = {row.id for row in TABLES.sectors}
    assert {"GOV", "MIL", "REB", "OPP", "PTY", "COP", "JUD", "LEG", "SPY", "JRN", "MED"} <= known
    assert {row.sector for row in TABLES.actors if row.sector} <= known
    assert {row.sector for row in TABLES.actors if row.kind == "media"} == {"JRN"}


@pytest.mark.parametrize(
    ("rows", "message", "column"),
    [
        ("XXX,XXX,1,,1,1950-01-01,,COW", "no state of the actor tables", 1),
        ("NOR,no,1,,1,1950-01-01,,COW", "iso 'no'", 2),
        ("NOR,NOR,38x,,1,1950-01-01,,COW", "cow '38x' is no number", 3),
        ("NOR,NOR,385,NOR,0,1950-01-01,,COW", "gw '0' is no number", 5),
        ("NOR,NOR,385,NOR,385,June 1905,,COW", "'June 1905' is no date", 6),
        ("NOR,NOR,385,NOR,385,1905-06-07,,", "no source", 8),
        (
            "NOR,NOR,385,NOR,385,1905-06-07,,COW\nNOR,NOR,385,NOR,385,1945-05-07,,COW",
            "begins before the row above it ends",
            6,
        ),
    ],
)
def test_a_wrong_row_of_states_is_found_where_it_stands(tmp_path, rows, message, column):
    for folder in ("en/actors", "shared"):
        (tmp_path / folder).mkdir(parents=True)
    actors = "id,kind,name,source\nNOR,state,Norway,ISO 3166\n"
    (tmp_path / "en/actors/states.csv").write_text(actors, encoding="utf-8")
    (tmp_path / "shared/states.csv").write_text(HEADER + rows + "\n", encoding="utf-8")
    (finding,), _ = check_tables("en", tmp_path)
    assert message in finding.message
    assert finding.column == column
    assert finding.line == 1 + len(rows.splitlines())


def test_an_unknown_sector_is_found_where_it_stands(tmp_path):
    for folder in ("en/actors", "shared"):
        (tmp_path / folder).mkdir(parents=True)
    actors = "id,kind,name,sector,source\nntb,media,NTB,PRESS,its page\n"
    (tmp_path / "en/actors/media.csv").write_text(actors, encoding="utf-8")
    sectors = '[[sector]]\nid = "JRN"\nnote = "journalists"\nsource = "PLOVER"\n'
    (tmp_path / "shared/sectors.toml").write_text(sectors, encoding="utf-8")
    (finding,), _ = check_tables("en", tmp_path)
    assert "unknown sector 'PRESS'" in finding.message
    assert (finding.line, finding.column) == (2, 4)

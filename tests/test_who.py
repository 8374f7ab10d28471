"""dragoman who: whom a name means by the tables, on a date, and why."""

import json
import os

import pytest
from typer.testing import CliRunner

from dragoman.actors.names import fold, names_of
from dragoman.cli import app
from dragoman.lexicon import load_tables
from dragoman.lexicon.own import with_actors
from dragoman.who import who

TABLES = load_tables()
HEADER = "id,kind,name,aliases,adjectives,seats,country,part_of,valid_from,valid_to\n"
FRONTS = (
    "old-front,armed_group,Old Front,Homeland Front,,,NOR,,1970,1989\n"
    "new-front,party,New Front,Homeland Front,,,NOR,,1990,\n"
    "youth,party,Front Youth,,,,NOR,new-front,,\n"
)


@pytest.fixture
def own(tmp_path):
    def joined(rows):
        file = tmp_path / "mine.csv"
        file.write_text(HEADER + rows, encoding="utf-8")
        return with_actors(TABLES, file)

    return joined


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("DRAGOMAN_")]:
        monkeypatch.delenv(name)
    return lambda *arguments: CliRunner().invoke(app, ["who", *map(str, arguments)])


@pytest.mark.parametrize(
    ("name", "actor", "columns"),
    [
        ("Yugoslavia", "YUG", ("name",)),
        ("Holland", "NLD", ("alias",)),
        ("Kremlin", "RUS", ("seat",)),
        ("Soviet", "SUN", ("adjective", "people")),
        ("Danes", "DNK", ("people",)),
        ("Cote d'Ivoire", "CIV", ("alias",)),
        ("afghanistan", "AFG", ("name",)),
        ("the Pentagon", "pentagon", ("name",)),
        ("pentagon", "pentagon", ("name",)),
        ("RHO", "RHO", ("id",)),
    ],
)
def test_a_name_is_found_with_the_columns_that_hold_it(name, actor, columns):
    answer = who(name, TABLES)
    assert answer.preferred == actor
    assert answer.candidates[0].matched == columns


def test_every_name_of_the_tables_means_what_mentions_are_given():
    names = names_of(TABLES)
    for row in TABLES.actors[::150]:
        found = names.at(fold(row.name), 0)
        answer = who(row.name, TABLES)
        assert {s.actor for s in found.senses} == {c.actor.id for c in answer.candidates}
        assert answer.preferred == row.id


BORNE = "it is another's name, and a name comes first"


def test_a_name_comes_before_a_seat_and_says_so():
    answer = who("Brussels", TABLES)
    assert (answer.preferred, answer.why) == (
        "brussels",
        f"not eu: {BORNE}; not BEL: {BORNE}",
    )
    assert [each.actor.id for each in answer.candidates] == ["brussels", "eu", "BEL"]


@pytest.mark.parametrize(
    ("on", "preferred", "why"),
    [
        ("1985-03-01", "old-front", "not new-front: its row does not hold on 1985-03-01"),
        ("2015", "new-front", "not old-front: its row does not hold on 2015"),
        (None, None, "left open between old-front, new-front: a report means the one it names"),
        ("1950-01-01", None, "left open between old-front, new-front"),
    ],
)
def test_of_two_of_one_name_the_day_decides(own, on, preferred, why):
    answer = who("Homeland Front", own(FRONTS), on)
    assert answer.preferred == preferred
    assert answer.why.startswith(why)


def test_an_own_row_outranks_a_name_of_the_tables_and_says_so(own):
    answer = who("Kremlin", own("kremlin-cup,other,Kremlin Cup,Kremlin,,,,,,\n"))
    assert (answer.preferred, answer.why) == (
        "kremlin-cup",
        "not RUS: a row of your own has this name",
    )
    assert answer.candidates[0].own


def test_the_chain_leads_up_to_the_state(own):
    (youth,) = who("Front Youth", own(FRONTS)).candidates
    assert [row.id for row in youth.chain] == ["new-front", "NOR"]
    assert [code.cow for code in youth.codes] == ["385", "385"]


@pytest.mark.parametrize(
    ("name", "on", "iso", "cow", "gw"),
    [
        ("Zaire", "1985-01-01", "ZAR", "490", "490"),
        ("Congolese", "2015-01-01", "COD", "490", "490"),
        ("Soviet", "1985", "SUN", "365", "365"),
        ("Germany", "1995-01-01", "DEU", "255", "260"),
        ("Pentagon", "2003-03-20", "USA", "2", "2"),
    ],
)
def test_codes_are_those_of_the_state_on_the_day(name, on, iso, cow, gw):
    (candidate,) = who(name, TABLES, on).candidates
    assert [(c.iso, c.cow, c.gw) for c in candidate.codes] == [(iso, cow, gw)]


def test_one_that_alone_has_a_name_keeps_it_outside_its_dates():
    answer = who("Yugoslavia", TABLES, "2015-12-23")
    assert answer.preferred == "YUG"
    assert answer.why == "no other actor has this name, though the row does not hold on 2015-12-23"
    assert answer.candidates[0].codes == ()


def test_a_name_nobody_has_lists_the_nearest():
    answer = who("Yugoslavya", TABLES)
    assert (answer.candidates, answer.preferred) == ((), None)
    assert answer.nearest[0] == ("Yugoslavia", "YUG")
    assert len({actor for _, actor in answer.nearest}) == len(answer.nearest)
    assert who("Qxzzyv", TABLES).nearest == ()


def test_text_shows_the_answer_first(run):
    ended = run("Zaire", "--on", "1985-01-01")
    assert ended.exit_code == 0
    lines = ended.stdout.splitlines()
    assert lines[:2] == ["Zaire on 1985-01-01: COD", "  no other actor has this name"]
    wanted = "  codes     ISO ZAR, COW 490 DRC, Gleditsch–Ward 490 (1971-10-27 to 1997-05-16)"
    assert wanted in lines


def test_json_holds_every_candidate(run):
    ended = run("Brussels", "--format", "json")
    shown = json.loads(ended.stdout)
    assert shown["preferred"] == "brussels"
    assert [each["id"] for each in shown["candidates"]] == ["brussels", "eu", "BEL"]
    assert shown["candidates"][1]["against"].startswith("it is another's name")
    assert shown["candidates"][0]["codes"][-1]["cow"] == "211"
    assert shown["candidates"][0]["part_of"] == [{"id": "BEL", "name": "Belgium"}]


@pytest.mark.parametrize("format_", ["text", "json"])
def test_nothing_found_ends_with_1_and_suggests(run, format_):
    ended = run("Yugoslavya", "--format", format_)
    assert ended.exit_code == 1
    assert "Yugoslavia" in ended.stdout
    assert run("Qxzzyv").stdout == "Qxzzyv: no actor of the tables has this name\n"


def test_own_actors_come_by_option_and_by_setting(run, tmp_path):
    (tmp_path / "mine.csv").write_text(HEADER + FRONTS, encoding="utf-8")
    assert run("Old Front").exit_code == 1
    assert "old-front  Old Front, armed group" in run("Old Front", "--actors", "mine.csv").stdout
    (tmp_path / "dragoman.toml").write_text('actors = "mine.csv"\n', encoding="utf-8")
    assert "name of your own row" in run("Old Front").stdout


@pytest.mark.parametrize("on", ["yesterday", "1985-02-30", "198X", "1985-13"])
def test_a_day_that_is_none_is_misuse(run, on):
    ended = run("Norway", "--on", on)
    assert f"--on {on}: no date" in str(ended.exception)
    assert ended.exception.exit_code == 2

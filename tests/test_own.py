"""A user's own actors and tables: they join the others, outrank them, and are checked alike."""

import json
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from dragoman.actors import find_mentions
from dragoman.actors.names import names_of
from dragoman.cli import app
from dragoman.errors import LexiconError
from dragoman.events import find_events
from dragoman.lexicon import load_tables
from dragoman.lexicon.own import read_lexicon, with_actors, with_lexicon
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


TOW = """type = "COERCE"

[[pattern]]
id = "coerce.tow"
lemmas = ["tow"]
pos = "verb"
needs = ["subject: @actor", "object: @craft"]
mode = "seize"
note = "takes a ship away on a line"
match = ["Norway towed the Serbian ship to Oslo."]
no_match = ["The garage towed the car."]
"""
CRAFT = """[[list]]
id = "craft"
words = ["ship", "boat"]

[[list]]
id = "event_firms"
words = ["syndicate"]
"""
RECOLLECT = """[[cue]]
id = "recollect"
lemmas = ["recollect"]
pos = "verb"
act = "say"
takes = ["that"]
note = "says what is remembered"
match = ["The envoy recollected that the talks had failed."]
"""
REVERE = """[[stance]]
id = "revere"
lemmas = ["revere"]
pos = "verb"
sign = 1
kind = "approval"
note = "looks up to somebody"
match = ["Norway reveres Serbia."]
"""
MINE = {
    "actors/guilds.csv": HEADER + DELTA,
    "cues.toml": RECOLLECT,
    "events/coerce.toml": TOW,
    "stances/mine.toml": REVERE,
    "words/mine.toml": CRAFT,
}


@pytest.fixture
def mine(tmp_path):
    """A folder of one's own tables; files may be given anew."""

    def write(files=None):
        for name, text in {**MINE, **(files or {})}.items():
            file = tmp_path / "mine" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        return tmp_path / "mine"

    return write


def test_entries_of_ones_own_come_first_and_words_join_their_list(mine):
    tables = with_lexicon(TABLES, mine())
    assert [row[0].id for row in (tables.events, tables.cues, tables.stances, tables.actors)] == [
        "coerce.tow", "recollect", "revere", "delta-front",
    ]  # fmt: skip
    assert len(tables.events) == len(TABLES.events) + 1
    assert tables.words("craft") == {"ship", "boat"}
    assert tables.words("event_firms") == TABLES.words("event_firms") | {"syndicate"}
    assert tables.own == {"delta-front", "coerce.tow"}


def test_an_entry_of_ones_own_takes_the_place_of_its_namesake(mine):
    ours = next(row for row in TABLES.events if row.id == "coerce.arrest")
    text = TOW.replace("coerce.tow", "coerce.arrest")
    tables = with_lexicon(TABLES, mine({"events/coerce.toml": text}))
    assert len(tables.events) == len(TABLES.events)
    assert ours not in tables.events


def test_the_digest_is_of_every_file_of_ones_own(mine):
    digest = with_lexicon(TABLES, mine()).digest
    assert digest == with_lexicon(TABLES, mine()).digest != TABLES.digest
    assert digest != with_lexicon(TABLES, mine({"words/mine.toml": CRAFT + "\n"})).digest
    assert digest != with_lexicon(TABLES, mine({"words/more.toml": ""})).digest


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"events/coerce.toml": TOW.replace("@craft", "@ships")},
         r"coerce\.toml:7:1: coerce\.tow: no word list 'ships' \(add it"),
        ({"events/coerce.toml": TOW.replace('"seize"', '"grab"')},
         r"coerce\.toml:8:1: coerce\.tow: unknown mode 'grab' \(modes of COERCE are"),
        ({"events/coerce.toml": TOW.replace('"COERCE"', '"GRAB"')},
         r"coerce\.toml:4:1: type: 'GRAB' is not one of AGREE"),
        ({"events/coerce.toml": TOW.replace("subject:", "subjekt:")},
         r"coerce\.toml:7:1: coerce\.tow: unknown slot 'subjekt'"),
        ({"events/coerce.toml": TOW.replace("\nmatch = [", "\n# match = [")},
         r"coerce\.toml:4:1: coerce\.tow: no sentence it must match \(add match"),
        ({"cues.toml": "[[cue]\n"}, r"cues\.toml:1:\d+: .*\(mend the TOML"),
        ({"stances/mine.toml": REVERE.replace("sign", "sgn")},
         r"mine\.toml:2:1: unknown field 'sgn'"),
        ({"rules.toml": ""}, r"rules\.toml: no table of your own is read from here \(a folder"),
        ({"shared/plover.toml": ""}, r"plover\.toml: no table of your own is read from here"),
        ({"actors/guilds.csv": HEADER + "a b,party,AB,,,,,\n"}, r"guilds\.csv:2:1: a b: no id"),
        ({"words/more.toml": CRAFT}, r"more\.toml:2:1: craft: also at mine\.toml:2"),
    ],
)  # fmt: skip
def test_a_wrong_entry_of_ones_own_is_named_with_its_place_and_a_remedy(mine, files, message):
    with pytest.raises(LexiconError, match=message):
        with_lexicon(TABLES, mine(files))


def test_every_fault_is_found_at_once(mine):
    files = {"events/coerce.toml": TOW.replace('"seize"', '"grab"'), "cues.toml": "[[cue]\n"}
    _, faults = read_lexicon(TABLES, mine(files))
    assert [fault.file.rpartition("/")[2] for fault in faults] == ["cues.toml", "coerce.toml"]


def test_a_folder_that_is_not_there_or_empty_is_named(tmp_path):
    with pytest.raises(LexiconError, match=r"gone: no such folder \(name the folder"):
        with_lexicon(TABLES, tmp_path / "gone")
    with pytest.raises(LexiconError, match=r"holds no table \(a folder of your own holds actors/"):
        with_lexicon(TABLES, tmp_path)
    (tmp_path / "cues.toml").write_bytes(b"\xff")
    with pytest.raises(LexiconError, match=r"cues\.toml: no TOML in UTF-8"):
        with_lexicon(TABLES, tmp_path)


def test_a_pattern_of_ones_own_codes_what_no_other_does(mine, parsed):
    tables = with_lexicon(TABLES, mine())
    parse = parsed("Norway towed the Serbian ship to Oslo.")
    (event,) = find_events(parse, find_mentions(parse, tables), tables=tables)
    assert (event.type, event.mode, event.rule) == ("COERCE", "seize", "coerce.tow")
    assert find_events(parse, find_mentions(parse, TABLES), tables=TABLES) == ()


@pytest.mark.model
def test_the_examples_of_ones_own_are_tried_beside_the_others(mine, monkeypatch, parser):
    monkeypatch.setattr("dragoman.examples.default_parser", lambda: parser)
    ended = CliRunner().invoke(app, ["lexicon", "check", str(mine())])
    assert (ended.exit_code, ended.stdout) == (0, "3 rules, 4 examples: all hold\n")
    wrong = TOW.replace("The garage towed the car.", "Norway towed the ship.")
    ended = CliRunner().invoke(app, ["lexicon", "check", str(mine({"events/coerce.toml": wrong}))])
    assert ended.exit_code == 3
    assert "coerce.toml:11:1: coerce.tow: matches 'Norway towed the ship.'" in ended.stdout


@pytest.mark.model
@pytest.mark.parametrize("how", ["option", "setting"])
def test_read_takes_the_folder_and_explain_says_where_its_rule_stands(
    mine, tmp_path, monkeypatch, parser, how
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DRAGOMAN_LEXICON", raising=False)
    monkeypatch.setattr("dragoman.parse.Parser", lambda _model: parser)
    mine()
    (tmp_path / "story.txt").write_text("Norway towed the Serbian ship to Oslo.\n", "utf-8")
    option = ["--lexicon", "mine"]
    if how == "setting":
        option = []
        (tmp_path / "dragoman.toml").write_text('lexicon = "mine"\n', encoding="utf-8")
    read = ["read", "story.txt", "--format", "jsonl", "--record", "story.db", *option]
    ended = CliRunner().invoke(app, read)
    assert ended.exit_code == 0, ended.output
    (event,) = json.loads(ended.stdout)["events"]
    assert event["rule"] == "coerce.tow"
    why = ["explain", event["id"], "--record", "story.db", "--format", "json", *option]
    ended = CliRunner().invoke(app, why)
    assert ended.exit_code == 0, ended.output
    assert '"mine/events/coerce.toml"' in ended.stdout

"""The tables: every fault of form and every broken example is found where it stands."""

import shutil

import pytest

from dragoman.errors import LexiconError
from dragoman.examples import check_examples
from dragoman.lexicon.check import check_tables
from dragoman.lexicon.load import tables_folder

SAY = """
[[cue]]
id = "say"
lemmas = ["say"]
pos = "verb"
act = "say"
takes = ["that"]
match = ["Norway said Serbia attacked."]
no_match = ["Norway attacked Serbia."]
"""
STANCE = """
[[stance]]
id = "ally"
lemmas = ["ally"]
pos = "noun"
sign = 1
kind = "ally"
holder = ["subject"]
target = ["of"]
match = ["Norway is an ally of Serbia."]
no_match = ["Norway left."]
"""
EVENT = """
type = "ASSAULT"

[[pattern]]
id = "assault.raid"
lemmas = ["raid"]
pos = "verb"
match = ["Norway raided Serbia."]
no_match = ["Norway left."]
"""
PLOVER = """
[[type]]
id = "ASSAULT"
quad = "material conflict"
intensity = -9.0
modes = ["beat"]
"""
ACTORS = "id,kind,name,country,part_of,source\nNOR,state,Norway,NOR,,ISO 3166\n"


@pytest.fixture
def tables(tmp_path):
    """A small folder of tables without a fault; gives a function that writes one of them anew."""
    for folder in ("en/words", "en/actors", "en/events", "en/stances", "shared"):
        (tmp_path / folder).mkdir(parents=True)

    def write(place, text):
        (tmp_path / place).write_text(text, encoding="utf-8")
        return tmp_path

    write("en/cues.toml", SAY)
    write("en/stances/support.toml", STANCE)
    write("en/events/assault.toml", EVENT)
    write("en/actors/states.csv", ACTORS)
    write("en/words/lexicon.toml", '[[list]]\nid = "slot_words"\nwords = ["of", "with"]\n')
    write("shared/plover.toml", PLOVER)
    return write


def findings(folder):
    return [str(finding).removeprefix(f"{folder}/") for finding in check_tables("en", folder)[0]]


def only_missing_types(folder):
    return all("no row for" in line for line in findings(folder))


def test_the_tables_that_ship_have_no_fault_of_form():
    found, summary = check_tables()
    assert [str(finding) for finding in found] == []
    assert "no fault" in summary


def test_tables_without_a_fault_give_none(tables):
    assert only_missing_types(tables("en/cues.toml", SAY))


@pytest.mark.parametrize(
    ("place", "text", "expected"),
    [
        ("en/cues.toml", SAY + SAY, "en/cues.toml:12:1: say: also at cues.toml:3"),
        ("en/cues.toml", SAY.replace('"say"]', "]"), "en/cues.toml:4:1: say: no lemmas"),
        ("en/cues.toml", SAY.replace('["say"]', '["say", " "]'), "en/cues.toml:4:1: say: lemmas"),
        ("en/cues.toml", SAY.replace('["say"]', '["say", "say"]'), "say: 'say' is twice"),
        ("en/cues.toml", SAY.replace('"verb"', '"vreb"'), "en/cues.toml:5:1: say: pos is 'vreb'"),
        ("en/cues.toml", SAY.replace('id = "say"', 'id = "a b"'), "en/cues.toml:3:1: a b: no id"),
        ("en/cues.toml", SAY + "note = 1\n", "en/cues.toml:3:1: note: 1 is not a str"),
        ("en/cues.toml", SAY.replace("takes", "tekes"), "unknown field 'tekes'"),
        ("en/cues.toml", SAY.replace('"verb"', "verb"), "en/cues.toml:5:7: Invalid value"),
        ("en/cues.toml", SAY.partition("match")[0], "say: no sentence it must match"),
        ("en/cues.toml", SAY.partition("no_match")[0], "say: nothing says what it must not"),
        (
            "en/cues.toml",
            SAY.replace("Norway attacked Serbia.", "Norway said Serbia attacked."),
            "en/cues.toml:8:1: say: 'Norway said Serbia attacked.' must match and must not",
        ),
        (
            "en/stances/support.toml",
            STANCE.replace('["of"]', '["fo"]'),
            "en/stances/support.toml:9:1: ally: unknown slot 'fo' in target",
        ),
        (
            "en/stances/support.toml",
            STANCE + 'needs = ["subject.poss: @nobody"]\n',
            "en/stances/support.toml:12:1: ally: no word list 'nobody'",
        ),
        ("en/stances/support.toml", STANCE + 'needs = ["subject"]\n', "'subject' is no condition"),
        (
            "en/stances/support.toml",
            STANCE + 'forbids = ["objct: *"]\n',
            "unknown slot 'objct' in forbids",
        ),
        ("en/events/assault.toml", EVENT + 'mode = "hug"\n', "raid: unknown mode 'hug'"),
        ("en/events/assault.toml", EVENT.replace("ASSAULT", "AID"), "type AID has no row"),
        ("en/events/assault.toml", EVENT.replace("ASSAULT", "HUG"), "'HUG' is not one of"),
        (
            "en/furniture.toml",
            '[[line]]\nid = "a"\npattern = "("\nlabel = "share"\nmatch = ["("]\nnote = "n"\n',
            "en/furniture.toml:3:1: a: no regular expression",
        ),
        (
            "en/actors/more.csv",
            "id,kind,name,part_of,source\nX,party,X,Y,book\n",
            "en/actors/more.csv:2:4: X: part of 'Y', which is no actor",
        ),
        (
            "en/actors/more.csv",
            "id,kind,name,country,source\nX,party,X,Norway,book\n",
            "en/actors/more.csv:2:4: X: country 'Norway'",
        ),
        ("en/actors/more.csv", "id,kind,name,source\nX,party,X,\n", "more.csv:2:4: X: no source"),
        (
            "en/actors/more.csv",
            "id,kind,name,source\nNOR,state,N,b\n",
            "states.csv:2:1: NOR: also at more.csv:2",
        ),
        ("en/actors/more.csv", "id,kind,nam\nX,party,X\n", "more.csv:1:3: unknown column 'nam'"),
        ("en/actors/more.csv", "id,kind,name\nX,party\n", "more.csv:2:2: 2 cells where 3"),
        (
            "en/actors/more.csv",
            "id,kind,name,valid_from,source\nX,party,X,once,b\n",
            "more.csv:2:4: X: valid_from 'once' is no date",
        ),
        ("en/stray.toml", "", "en/stray.toml:0:0: no table is read from here"),
        ("en/events/deep/x.csv", "", "no table is read from here"),
    ],
)
def test_a_fault_is_found_where_it_stands(tables, tmp_path, place, text, expected):
    (tmp_path / place).parent.mkdir(exist_ok=True)
    folder = tables(place, text)
    lines = [line for line in findings(folder) if expected in line]
    assert lines, findings(folder)
    assert lines[0].endswith(")")  # every finding says what to do


def test_all_faults_are_found_at_once_sorted_by_place(tables):
    tables("en/cues.toml", SAY.replace("takes", "tekes"))
    folder = tables("en/stances/support.toml", STANCE.replace('"of"', '"fo"'))
    found = [line for line in findings(folder) if "shared" not in line]
    assert [line.partition(":")[0] for line in found] == ["en/cues.toml", "en/stances/support.toml"]


def test_a_language_without_tables_is_named():
    with pytest.raises(LexiconError, match=r"'tlh'.*languages are en"):
        check_tables("tlh")


@pytest.mark.model
def test_every_rule_does_what_its_examples_say(parser):
    found, summary = check_examples(parser=parser)
    assert [str(finding) for finding in found] == []
    assert "all hold" in summary


@pytest.mark.model
def test_an_example_that_does_not_hold_is_found(parser, tmp_path):
    folder = tmp_path / "tables"
    shutil.copytree(tables_folder(), folder)
    cues = folder / "en" / "cues.toml"
    wrong = 'match = ["Norway attacked Serbia."]\nno_match = ["Norway said Serbia attacked."]\n'
    cues.write_text(SAY.partition("match")[0] + wrong, encoding="utf-8")
    furniture = folder / "en" / "furniture.toml"
    # the furniture pattern must match the whole line, case folded
    line = '[[line]]\nid = "a"\npattern = "a+"\nlabel = "share"\nmatch = ["b"]\nno_match = ["AA"]\n'
    furniture.write_text(line, encoding="utf-8")
    found = [str(f) for f in check_examples("en", folder, parser=parser)[0]]
    ours = [f.removeprefix(f"{folder}/") for f in found if "cues" in f or "furniture" in f]
    assert [line.partition(" (")[0] for line in ours] == [
        "en/cues.toml:8:1: say: does not match 'Norway attacked Serbia.'",
        "en/cues.toml:9:1: say: matches 'Norway said Serbia attacked.'",
        "en/furniture.toml:5:1: a: does not match 'b'",
        "en/furniture.toml:6:1: a: matches 'AA'",
    ]

"""Sectors of roles: every listed word has one of PLOVER's sectors, and roles get it."""

from collections import Counter

import pytest
import spacy

from dragoman.actors import find_mentions, resolve
from dragoman.actors.entities import Cast
from dragoman.actors.sectors import LISTS, in_sector, sector_of
from dragoman.lexicon import load_tables
from dragoman.parse import Parse

TABLES = load_tables()
BLANK = Parse.of(spacy.blank("en")("Nobody is named."))
NAMES = sorted(name for name in TABLES.lists if name.startswith(LISTS))


def test_every_list_is_a_sector_of_plover():
    assert {name.removeprefix(LISTS) for name in NAMES} <= {row.id for row in TABLES.sectors}


def test_a_word_has_one_sector_and_is_in_lower_case():
    words = Counter(word for name in NAMES for word in TABLES.words(name))
    assert [word for word, number in words.items() if number > 1] == []
    assert [word for word in words if word != " ".join(word.lower().split())] == []


@pytest.mark.parametrize(
    ("called", "sector"),
    [
        ("minister", "GOV"), ("Norwegian justice minister", "GOV"), ("minister of justice", "GOV"),
        ("general", "MIL"), ("attorney general", "JUD"), ("rebel commander", "REB"),
        ("army commander", "MIL"), ("senior Russian diplomat", "GOV"), ("police chief", "COP"),
        ("chief of police", "COP"), ("lawmakers", "LEG"), ("supreme court judge", "JUD"),
        ("activist", "SOC"), ("journalists", "JRN"), ("opposition leader", "OPP"),
        ("three gunmen", "UAF"), ("intelligence officials", "SPY"), ("hospital", "MED"),
        ("spokesman", None), ("leader", None), ("source", None), ("army spokesman", "MIL"),
        ("secretary", None), ("defence secretary", "GOV"), ("militia leader", "PRM"),
        ("refugees", "REF"), ("the Generality", None),
    ],
)  # fmt: skip
def test_a_role_has_its_sector(called, sector):
    assert sector_of([called], TABLES) == sector


def test_somebody_named_has_the_sector_of_their_office_and_not_of_their_name():
    cast = Cast({row.id: row for row in TABLES.actors})
    judge = cast.born("Kari General", "person", office="judge", country="NOR")
    judge.offices.add("judge")
    assert in_sector(judge.actor, judge, BLANK, TABLES).sector == "JUD"
    nobody = cast.born("Ola Bishop", "person", country="NOR")
    nobody.offices.add("leader")
    assert in_sector(nobody.actor, nobody, BLANK, TABLES).sector is None


def test_a_row_of_the_tables_keeps_what_it_says():
    cast = Cast({row.id: row for row in TABLES.actors})
    parliament = cast.known("NOR")
    assert in_sector(parliament.actor, parliament, BLANK, TABLES) == parliament.actor


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "name", "sector"),
    [
        ("Lawmakers in Oslo rejected the plan.", "Lawmakers", "LEG"),
        ("Judge Kari Halvorsen freed the men.", "Kari Halvorsen", "JUD"),
        ("General Ola Berg closed the road.", "Ola Berg", "MIL"),
    ],
)
def test_an_actor_of_a_report_has_the_sector_of_its_role(parser, text, name, sector):
    parse = Parse.of(parser.nlp(text))
    actors = resolve(parse, find_mentions(parse)).actors
    assert {actor.name: actor.sector for actor in actors}.get(name) == sector

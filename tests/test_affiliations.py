"""Affiliations: who holds which office in a body, or is a part of it, by every construction."""

import pytest

from dragoman.actors import find_mentions, resolve
from dragoman.record import Span, Statement, When
from dragoman.times import find_times

HOLDERS = [
    ("title", "Norway's Defence Minister Anna Berg spoke.",
     "Anna Berg", "Defence Minister", "Norway"),
    ("title", "Hamas leader Karim Nasser spoke.", "Karim Nasser", "leader", "Hamas"),
    ("title", "King Harun of Morocco spoke.", "King Harun", "King", "Morocco"),
    ("rank", "Lt. Gen. Erik Lund of the Norwegian army spoke.",
     "Erik Lund", "Lt. Gen.", "Norwegian army"),
    ("of", "Ms. Helen Marsh of Amnesty International spoke.",
     "Helen Marsh", None, "Amnesty International"),
    ("apposition", "Marko Ilic, the chairman of the Workers' Party, spoke.",
     "Marko Ilic", "chairman", "Workers' Party"),
    ("apposition", "The leader of the Workers' Party, Marko Ilic, spoke.",
     "Marko Ilic", "leader", "Workers' Party"),
    ("apposition", "Erik Lund, commander, Northern Command, spoke.",
     "Erik Lund", "commander", "Northern Command"),
    ("apposition", "Anna Berg, Norway's ambassador to China, spoke.",
     "Anna Berg", "ambassador to China", "Norway"),
    ("copula", "Anna Berg is the chairwoman of the Workers' Party.",
     "Anna Berg", "chairwoman", "Workers' Party"),
    ("appointment", "Norway appointed Anna Berg as envoy.", "Anna Berg", "envoy", "Norway"),
    ("leading", "Anna Berg, who leads the Workers' Party, spoke.",
     "Anna Berg", "leads", "Workers' Party"),
    ("leading", "The Workers' Party, led by Anna Berg, won.", "Anna Berg", "led", "Workers' Party"),
    ("joining", "Anna Berg joined the Workers' Party.", "Anna Berg", None, "Workers' Party"),
    ("possessive", "Marko Ilic's Workers' Party won.", "Marko Ilic", None, "Workers' Party"),
    ("described", "A spokesman for the Miners' Union spoke.",
     "spokesman for the Miners' Union", "spokesman", "Miners' Union"),
    ("part", "Hezbollah's armed wing fired.", "Hezbollah's armed wing", None, "Hezbollah"),
    ("apposition", "Nordgas, a subsidiary of Equinor, closed.", "Nordgas", "subsidiary", "Equinor"),
    ("copula", "Norway is a member of NATO.", "Norway", "member", "NATO"),
    ("including", "The Workers' Alliance includes the Green Party.",
     "Green Party", None, "Workers' Alliance"),
]  # fmt: skip
NOBODY = [
    "Anna Berg is not a member of the Workers' Party.",
    "Anna Berg denied that she was a member of Hamas.",
    "Nobody knew whether Anna Berg would become leader of the Workers' Party.",
    "Helen Marsh, a critic of the Workers' Party, left.",
    "Jonas Vik, a resident of Bergen, heard shots.",
    "There were no party candidates.",
    "Anna Berg was a rebel.",
    "Anna Berg, Marko Ilic and Luc Moreau signed.",
    "Norway's parliament met.",
]


def affiliations(parse, statements=()):
    times = find_times(parse)
    return resolve(parse, find_mentions(parse), statements, times=times).affiliations


@pytest.mark.parametrize(("rule", "text", "who", "office", "body"), HOLDERS)
def test_who_holds_what_where(parsed, rule, text, who, office, body):
    rows = [row for row in affiliations(parsed(text)) if row.rule == rule]
    assert [(row.person.name, row.office) for row in rows] == [(who, office)]
    assert body in {rows[0].body.name, rows[0].body.span.quote}
    assert rows[0].tenure == "current"
    assert all(text[s.start : s.end] == s.quote for s in rows[0].evidence)


@pytest.mark.parametrize("text", NOBODY)
def test_nothing_is_claimed_of_the_denied_the_asked_and_the_merely_described(parsed, text):
    assert affiliations(parsed(text)) == ()


@pytest.mark.parametrize(
    ("text", "tenure", "words"),
    [
        ("Former Norwegian premier Olav Dahl spoke.", "former", "Former"),
        ("Olav Dahl resigned as leader of the Workers' Party.", "former", "resigned"),
        ("Erik Lund was sacked as commander of the Coast Guard.", "former", "sacked"),
        ("Olav Dahl was leader of the Workers' Party.", "former", "was"),
        ("Anna Berg left the Workers' Party.", "former", "left"),
        ("Anna Berg will become leader of the Workers' Party.", "designate", "become"),
        ("Anna Berg was nominated as director of the Coast Guard.", "designate", "nominated"),
        ("Anna Berg was elected leader of the Workers' Party.", "current", None),
    ],
)
def test_words_say_whether_an_office_is_held(parsed, text, tenure, words):
    (row,) = affiliations(parsed(text))
    assert (row.tenure, row.tenure_span and row.tenure_span.quote) == (tenure, words)


@pytest.mark.parametrize(
    ("text", "when", "tenure"),
    [
        ("Erik Lund has been head of the Coast Guard since 2014.", "2014/..", "current"),
        ("Olav Dahl led the Workers' Party until 2010.", "../2010", "former"),
        ("Olav Dahl was head of the Coast Guard from 2002 to 2006.", "2002/2006", "former"),
        ("In 2014 Anna Berg became director of the Coast Guard.", "2014", "current"),
        ("Olav Dahl resigned as head of the Coast Guard in 2010.", None, "former"),
    ],
)
def test_when_is_only_what_the_words_give(parsed, text, when, tenure):
    (row,) = affiliations(parsed(text))
    assert (row.when.value, row.tenure) == (when, tenure)


def test_said_in_is_the_statement_that_holds_the_words(parsed):
    text = "Helen Marsh said that Marko Ilic was the leader of the Workers' Party."
    content = (Span.of(text, 17, len(text) - 1),)
    cue = Span.of(text, 12, 16)
    said = Statement(
        "s1", (), None, (), cue, content, "indirect", "say", None, (), When(), 1.0, "cue"
    )
    assert [row.said_in for row in affiliations(parsed(text), (said,))] == [("s1",)]


def test_two_offices_of_one_person_are_two_rows(parsed):
    text = "Anna Berg, leader of the Workers' Party and a member of the Finance Committee, spoke."
    rows = affiliations(parsed(text))
    assert [(row.office, row.body.name) for row in rows] == [
        ("leader", "Workers' Party"),
        ("member", "Finance Committee"),
    ]
    assert len({row.id for row in rows}) == 2


def test_offices_joined_by_and_share_the_body_behind_them_unless_the_first_has_words_of_its_own(
    parsed,
):
    rows = affiliations(parsed("Otto Lang, president and chairman of the Coast Guard, spoke."))
    assert {(row.office, row.body.name) for row in rows} == {
        ("president", "Coast Guard"),
        ("chairman", "Coast Guard"),
    }
    rows = affiliations(parsed("Otto Lang, prime minister and head of the Coast Guard, spoke."))
    assert {(row.office, row.body and row.body.name) for row in rows} == {
        ("prime minister", None),
        ("head", "Coast Guard"),
    }


def test_nobody_is_affiliated_with_itself(parsed):
    (row,) = affiliations(parsed("Hamas fighters entered."))
    assert (row.person.actor, row.person.name, row.body.name) == (None, "Hamas fighters", "Hamas")


def test_a_unit_is_part_of_the_larger_one_beside_it(parsed):
    (row,) = affiliations(parsed("The 2nd Battalion, 7th Marine Regiment, left."))
    assert (row.rule, row.person.name, row.body.name) == (
        "part",
        "2nd Battalion",
        "7th Marine Regiment",
    )


def test_the_state_in_a_bodys_name_and_whom_an_envoy_is_sent_to_are_no_bodies(parsed):
    (row,) = affiliations(parsed("Rita Moe, envoy to Sudan, spoke."))
    assert row.body is None
    (row,) = affiliations(parsed("Rita Moe, an Iran expert, spoke."))
    assert (row.office, row.body) == ("Iran expert", None)


def actors(parse):
    found = resolve(parse, find_mentions(parse), times=find_times(parse)).actors
    return {actor.name: actor for actor in found}


@pytest.mark.parametrize(
    ("text", "name", "country", "words"),
    [
        ("Norwegian Trade Minister Olav Dahl spoke.", "Olav Dahl", "NOR", "Norwegian"),
        ("Olav Dahl, the premier of Norway, spoke.", "Olav Dahl", "NOR", "Norway"),
        ("Seven Russians were freed.", "Seven Russians", "RUS", "Russians"),
        ("Minister Olav Dahl resigned. Norway was calm.", "Olav Dahl", "NOR", "Norway"),
    ],
)
def test_what_a_report_says_of_a_country_has_its_words(parsed, text, name, country, words):
    actor = actors(parsed(text))[name]
    assert (actor.country, actor.country_span.quote) == (country, words)


def test_what_a_report_says_of_a_superior_body_has_its_words(parsed):
    found = actors(parsed("Olav Dahl, head of the Norwegian Coast Guard, spoke."))
    guard = next(actor for actor in found.values() if "Guard" in actor.name)
    assert (found["Olav Dahl"].part_of, found["Olav Dahl"].part_of_span.quote) == (
        guard.id,
        guard.name,
    )


@pytest.mark.parametrize(
    ("text", "name", "sector", "words"),
    [
        ("Norwegian Trade Minister Olav Dahl spoke.", "Olav Dahl", "GOV", "Minister"),
        ("Olav Dahl, a judge in Oslo, spoke.", "Olav Dahl", "JUD", "judge"),
    ],
)
def test_what_a_report_says_of_a_sector_has_its_words(parsed, text, name, sector, words):
    actor = actors(parsed(text))[name]
    assert (actor.sector, actor.sector_span.quote) == (sector, words)


def test_what_tables_say_needs_no_words_and_is_not_overruled(parsed):
    found = actors(parsed("Vladimir Putin, president of the Football Union, spoke."))
    putin = found["Vladimir Putin"]
    assert (putin.country, putin.country_span, putin.part_of_span) == ("RUS", None, None)


def test_nobody_is_part_of_what_they_have_left(parsed):
    found = actors(parsed("Mr. Olav Dahl resigned as leader of the Workers' Party."))
    assert found["Olav Dahl"].part_of is None

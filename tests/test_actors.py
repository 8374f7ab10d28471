"""Who is named and who is meant, on frozen parses; sentences are ours."""

import pytest

from dragoman.actors import find_mentions, resolve
from dragoman.actors.clusters import may_be_one
from dragoman.actors.entities import born_id
from dragoman.actors.names import Names, fold, slug
from dragoman.actors.phrases import words_of
from dragoman.lexicon import load_tables

MEANT = [
    # text, the words, the actor's id, the rule
    ("Norway condemned Serbia.", "Norway", "NOR", "table"),
    ("Moscow condemned the raid.", "Moscow", "RUS", "seat"),
    ("The talks took place in Moscow.", "Moscow", "~moscow.RUS", "seat-as-place"),
    ("The Norwegian government fell.", "Norwegian government", "NOR", "government"),
    ("The government of Norway fell.", "government of Norway", "NOR", "government"),
    ("Pro-Russian rebels shelled the town.", "Pro-Russian rebels", None, None),
    ("Hamas fighters left.", "Hamas fighters", "hamas", "its-people"),
    (
        "Norway's Defence Minister Anna Berg met Serbia's envoy.",
        "Norway's Defence Minister Anna Berg",
        "~anna-berg.NOR.minister",
        "title",
    ),
    (
        "Secretary of State Anna Berg spoke.",
        "Secretary of State Anna Berg",
        "~anna-berg..secretary",
        "title",
    ),
    (
        "Norway signed a deal with Serbia. The two countries will trade.",
        "two countries",
        "NOR",
        "parties",
    ),
    ("South Americans voted.", "South Americans", "south-americans", "table"),
    ("The mayor of London spoke.", "London", "~london.GBR", "seat-as-place"),
    ("The Norwegians won.", "Norwegians", "NOR", "people"),
    ("NORWAY CONDEMNS RAID\n\nA raid failed.", "NORWAY", "NOR", "table"),
    (
        "Norway would answer, the Foreign Ministry said.",
        "Foreign Ministry",
        "~foreign-ministry.NOR",
        "proper",
    ),
    ("Norway's Supreme Court met. The highest court is calm.", "highest court", None, None),
    ("Senator Anna Berg left. The general smiled.", "general", None, None),
    (
        "Norway, Serbia and Malta met. Syria said the three countries had signed.",
        "three countries",
        "NOR",
        "parties",
    ),
    (
        "Mayor Anna Berg met Mayor Olaf Lund. The two politicians left.",
        "two politicians",
        "~anna-berg..mayor",
        "parties",
    ),
    ("Soviet tanks left. Moscow condemned the raid.", "Moscow", "SUN", "seat"),
    ("Rebels loyal to Moscow left.", "Moscow", "RUS", "seat"),
    ("The rebels entered Kabul.", "Kabul", "~kabul.AFG", "seat-as-place"),
    ("Norway met Bill Clinton and Hillary Clinton. Clinton smiled.", "Clinton", None, None),
    ("Norway fears the EU. The rescue mission left.", "rescue mission", None, None),
    ("Norway is calm. The provincial government left.", "provincial government", None, None),
    ("Hamas left. The Yellow movement stayed.", "Yellow movement", None, None),
    ("Mayor Anna Berg left Norway. Olaf Lund was elected mayor.", "mayor", None, None),
    ("Mayor Anna Berg left Norway. A friend served as the mayor.", "mayor", None, None),
    ("Marco Rubio met Ben Carson. Reporters waited. The tycoon spoke.", "tycoon", None, None),
    ("Marco Rubio left. The widow of a soldier spoke.", "widow of a soldier", None, None),
    ("Governor Anna Berg left. Olaf Lund ran for governor.", "governor", None, None),
    ("Marco Rubio met Joe Biden in Norway. The two left.", "two", "marco-rubio", "parties"),
    ("Serbia's neighbouring countries left.", "Serbia's neighbouring countries", None, None),
    ("The Kabul government fell.", "Kabul government", "AFG", "government"),
    ("Several foreign ministers in Cairo left.", "Several foreign ministers", None, None),
    ("Rioters in Cairo left.", "Rioters", "~rioters.EGY", "located"),
    ("An Iraq War veteran left.", "Iraq War veteran", None, None),
    (
        "Indonesia said its security minister Wirawan was hurt. Wirawan left.",
        "its security minister",
        "~wirawan.IDN.minister",
        "apposition",
    ),
    ("Police met rapper Karl West. West spoke.", "Karl West", "~karl-west", "proper"),
    ("Police met rapper Karl West. Critics of the West left.", "Critics of the West", None, None),
    (
        "The House Oversight Committee met. The House voted.",
        "House",
        None,
        None,
    ),
    (
        "The House of Commons met. The foreign ministry in Oslo condemned the raid.",
        "foreign ministry",
        "~foreign-ministry.NOR",
        "located",
    ),
    ("The Senate met. The ministry said no more.", "ministry", None, None),
    (
        "A spokesman for President George W. Bush, Erik Moe, spoke.",
        "spokesman for President George W. Bush",
        "~erik-moe",
        "apposition",
    ),
    ("The Norwegian Labour Party won.", "Labour Party", "~labour-party.NOR", "by-context"),
    (
        "The Voice of Norway reported it.",
        "Voice of Norway",
        "~voice-of-norway",
        "proper",
    ),
    (
        "Talks between Norway and Serbia failed. The leaders could not agree.",
        "leaders",
        "NOR",
        "parties",
    ),
    (
        (
            "Norway fought Serbia. Norway shelled Serbia. Serbia bombed Norway. Kenya "
            "rested. Anna Berg slept. Erik Moe slept. Anna Berg rose. A nurse, a friend of both "
            "countries, spoke."
        ),
        "countries",
        "NOR",
        "parties",
    ),
    (
        "Serbia left. Norway praised the government and people of Kenya.",
        "government",
        "KEN",
        "government",
    ),
    (
        'His rival Anna Berg spoke. "We will not recognise the vote," Berg said.',
        "We",
        None,
        None,
    ),
    (
        "Tens of thousands of students marched in Oslo.",
        "Tens of thousands of students",
        "~tens-of-thousands-of-students.NOR",
        "located",
    ),
    (
        "Rwandan rebels demanded the removal of President Erik Moe.",
        "President Erik Moe",
        "~erik-moe.RWA.president",
        "title",
    ),
    (
        "Mohamed Ahmed Sheikh Ali spoke.",
        "Mohamed Ahmed Sheikh Ali",
        "~mohamed-ahmed-sheikh-ali..sheikh",
        "proper",
    ),
    (
        "Former president of France Jacques Chirac died.",
        "Former president of France Jacques Chirac",
        "jacques-chirac",
        "apposition",
    ),
    ("Hamas fought Israel. The anti-war movement grew.", "anti-war movement", None, None),
]


CONTEXTS = [
    ("Voters in Georgia and in Atlanta waited.", "Georgia", "~georgia.USA"),
    ("Georgia condemned Russia.", "Georgia", "GEO"),
    ("Georgian troops left Atlanta. Georgia is at peace.", "Georgia", "GEO"),
    ("Congo votes. Brazzaville is calm.", "Congo", "COG"),
    ("Congo votes. Kinshasa is calm.", "Congo", "COD"),
    ("The fire destroyed Moscow, Texas.", "Moscow", "~moscow.USA"),
    ("The European Union met. Brussels condemned the raid.", "Brussels", "eu"),
    ("The European Union met in Brussels.", "Brussels", "brussels"),
    ("Belgium denied it. Brussels condemned the raid.", "Brussels", "BEL"),
    ("Washington condemned the raid.", "Washington", "USA"),
    ("Mayor Harold Washington spoke.", "Mayor Harold Washington", "~harold-washington..mayor"),
    ("Jordan condemned the raid.", "Jordan", "JOR"),
    ("Mayor Jordan Lund condemned it.", "Mayor Jordan Lund", "~jordan-lund..mayor"),
    ("Turkey condemned the raid.", "Turkey", "TUR"),
    ("The fire destroyed Turkey, Texas.", "Turkey", "~turkey.USA"),
    ("Chad condemned the raid.", "Chad", "TCD"),
    ("Mayor Chad Lund condemned it.", "Mayor Chad Lund", "~chad-lund..mayor"),
    ("Niger condemned the raid.", "Niger", "NER"),
    ("Gunmen raided Niger State.", "Niger State", "~niger-state"),
    ("Macedonia condemned the raid.", "Macedonia", "MKD"),
    ("Farmers left Macedonia for Thessaloniki.", "Macedonia", "~macedonia.GRC"),
]


@pytest.mark.parametrize(("text", "words", "actor"), CONTEXTS)
def test_the_report_says_which_of_two_senses_a_name_has(parsed, text, words, actor):
    assert [m.actor for m in resolved(parsed(text)) if m.span.quote == words] == [actor]


PAIRS = [
    ("Sergei Lavrov", "Sergey Lavrov", True),
    ("Lavrov", "Sergei Lavrov", False),
    ("Ivan Petrovich Markov", "Ivan Pavlovich Markov", False),
    ("Ministry of Defence", "Defense Ministry", True),
    ("Democratic Front of Norland", "DFN", True),
    ("Hassan Karim", "Hussein Karim", False),
]


@pytest.mark.parametrize(("one", "other", "same"), PAIRS)
def test_two_names_may_be_one_actors(one, other, same):
    assert may_be_one(one, other, load_tables("en")) is same
    assert may_be_one(other, one, load_tables("en")) is same


def resolved(parse):
    return resolve(parse, find_mentions(parse)).mentions


@pytest.mark.parametrize(("text", "words", "actor", "rule"), MEANT)
def test_words_mean_an_actor_by_a_rule(parsed, text, words, actor, rule):
    found = [m for m in resolved(parsed(text)) if m.span.quote == words]
    assert found, f"no mention {words!r}"
    assert found[0].actor == actor
    if rule is not None:
        assert rule in {m.rule for m in found}


def test_two_people_of_one_surname_are_never_merged(parsed):
    text = "President Anna Berg met Minister Olaf Berg of Norway. Berg smiled."
    mentions = resolved(parsed(text))
    named = {m.actor for m in mentions if m.kind == "title"}
    assert len(named) == 2
    assert [m.actor for m in mentions if m.span.quote == "Berg"] == [None]


def test_affiliations_carry_office_body_and_words(parsed):
    parse = parsed("Norway's Defence Minister Anna Berg met Serbia's envoy.")
    (row,) = resolve(parse, find_mentions(parse)).affiliations
    assert (row.person.name, row.office, row.body.name) == (
        "Anna Berg",
        "Defence Minister",
        "Norway",
    )
    assert row.evidence[0].quote == "Norway's Defence Minister"


def test_spans_quote_and_mentions_are_ordered(parsed):
    parse = parsed("Norway's Defence Minister Anna Berg met Serbia's envoy.")
    mentions = find_mentions(parse)
    assert all(parse.text[m.span.start : m.span.end] == m.span.quote for m in mentions)
    assert [m.span.start for m in mentions] == sorted(m.span.start for m in mentions)
    assert all(m.actor is None for m in mentions)


def test_every_name_of_the_tables_is_found_where_it_stands():
    tables = load_tables("en")
    names = Names(tables)
    for row in tables.actors:
        for words in (row.name, *row.aliases):
            found = names.at(fold(f"{words}."), 0)
            assert found is not None, words
            assert row.id in {sense.actor for sense in found.senses}, words


def test_word_lists_are_read_once():
    tables = load_tables("en")
    assert words_of(tables) is words_of(tables)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Recep Tayyip Erdoğan", "recep-tayyip-erdogan"), ("U.S.", "u-s"), ("Élysée", "elysee")],
)
def test_slugs_are_plain(name, expected):
    assert slug(name) == expected


def test_folding_keeps_length():
    text = "Erdoğan’s “Élysée” — naïve\u00a0Ångström"
    assert len(fold(text)) == len(text)


def test_born_ids_hold_name_country_and_office():
    assert born_id("Anna Berg", "NOR", "minister") == "~anna-berg.NOR.minister"
    assert born_id("Kandahar", None) == "~kandahar"

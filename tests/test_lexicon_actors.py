"""The actor tables and the lists of offices: every name means one actor, and every row is whole."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import pytest

from dragoman.actors.names import fold, names_of
from dragoman.lexicon import load_tables
from dragoman.lexicon.reading import read_csv
from dragoman.lexicon.schema import ActorRow
from draw_rows import ACTORS, share_wrong, verdicts

if TYPE_CHECKING:
    from collections.abc import Iterator

TABLES = load_tables("en")
ROWS = {row.id: row for row in TABLES.actors}
TABLE_FILES = sorted(ACTORS.glob("*.csv"))
ALPHA_3 = re.compile(r"[A-Z]{3}")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
EDTF_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
ENGLISH_ARTICLE = re.compile(r"(the|a|an) ", re.IGNORECASE)

# Words that name two actors on purpose, with the reason.
AT_MOST_WRONG = 0.1  # the upper end of the interval
SHARED = {
    "Brussels": {"brussels", "eu", "BEL"},  # the Union and the state act through it
    "NTV": {"ntv-kenya", "ntv-russia", "ntv-turkey"},  # a report says which, or it stays open
    "Jamaat-e-Islami": {"jamaat-e-islami-bangladesh", "jamaat-e-islami-pakistan"},
    "Ahlu Sunna Wal Jamaa": {"ahlu-sunna-somalia", "al-shabaab-mozambique"},
    "al-Watan newspaper": {"al-watan-saudi", "al-watan-syria"},
    "Al-Watan newspaper": {"al-watan-saudi", "al-watan-syria"},
}


def surfaces(row: ActorRow) -> tuple[str, ...]:
    return (row.name, *row.aliases, *row.adjectives, *row.people, *row.seats)


def named() -> Iterator[tuple[str, str]]:
    for row in TABLES.actors:
        for words in surfaces(row):
            yield fold(words), row.id


def test_ids_are_unique() -> None:
    twice = [i for i, n in Counter(row.id for row in TABLES.actors).items() if n > 1]
    assert twice == []


def test_ids_are_alpha_3_codes_or_slugs() -> None:
    strange = [i for i in ROWS if not (ALPHA_3.fullmatch(i) or SLUG.fullmatch(i))]
    assert strange == []


def test_no_words_name_two_actors_but_those_shared_on_purpose() -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for words, actor in named():
        owners[words].add(actor)
    shared = {words: ids for words, ids in owners.items() if len(ids) > 1}
    assert shared == SHARED


def test_country_is_a_code_of_the_states_table() -> None:
    strange = [
        (row.id, row.country)
        for row in TABLES.actors
        if row.country and not (ALPHA_3.fullmatch(row.country) and row.country in ROWS)
    ]
    assert strange == []


def test_part_of_leads_to_a_row_and_never_round_in_a_circle() -> None:
    for row in TABLES.actors:
        seen, at = {row.id}, row.part_of
        while at:
            assert at in ROWS, f"{row.id}: part_of {row.part_of!r} is no row"
            assert at not in seen, f"{row.id}: part_of goes round in a circle"
            seen.add(at)
            at = ROWS[at].part_of


def test_names_are_clean() -> None:
    strange = [
        (row.id, words)
        for row in TABLES.actors
        for words in surfaces(row)
        if words != " ".join(words.split()) or ENGLISH_ARTICLE.match(words) or not words
    ]
    assert strange == []


def test_a_list_names_nothing_twice() -> None:
    strange = [
        (row.id, cell)
        for row in TABLES.actors
        for cell in ((row.name, *row.aliases), row.adjectives, row.people, row.seats)
        if len({fold(words) for words in cell}) < len(cell)
    ]
    assert strange == []


def test_every_row_says_where_it_comes_from() -> None:
    assert [row.id for row in TABLES.actors if not row.source] == []
    assert [row.id for row in TABLES.actors if "common knowledge" in row.source] == []


def test_a_country_is_given_only_where_something_confirms_it() -> None:
    stated = {"state", "place"}  # a state's own row is its code
    bare = [
        row.id
        for row in TABLES.actors
        if row.country and row.kind not in stated and "country: " not in row.source
    ]
    assert bare == []


def test_a_reader_looked_up_a_hundred_drawn_rows() -> None:
    looked_up = verdicts()
    known = {(file, row.id) for file in TABLE_FILES for row in read_csv(file, ActorRow)}
    assert len(looked_up) == 100
    assert {(row["table"], row["id"]) for row in looked_up} <= {(f.stem, i) for f, i in known}
    assert share_wrong([row["verdict"] for row in looked_up])[2] < AT_MOST_WRONG
    assert [row["id"] for row in looked_up if not row["confirmed_by"]] == []


def test_dates_are_edtf_and_in_order() -> None:
    for row in TABLES.actors:
        dates = [date for date in (row.valid_from, row.valid_to) if date]
        assert all(EDTF_DATE.fullmatch(date) for date in dates), row.id
        assert dates == sorted(dates), row.id


def test_all_members_of_the_united_nations_are_there_with_a_seat_of_government() -> None:
    members = [row for row in TABLES.actors if row.source.startswith("UN member list")]
    assert len(members) == 193
    assert all(row.kind == "state" and row.country == row.id for row in members)
    # City states and states that are named like their capital act under their own name; Brussels
    # acts for the Union; the others are capitals that would mostly mean another place or person.
    unseated = {row.id for row in members if not row.seats}
    assert unseated == {
        "ATG", "DJI", "LUX", "MCO", "MDV", "SGP", "SMR", "STP", "SYC",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "least"),
    [
        ("state", 193), ("igo", 120), ("armed_group", 200), ("party", 80), ("media", 100),
        ("place", 400), ("person", 150), ("ethnic", 60), ("religious", 25), ("body", 100),
        ("ngo", 50), ("company", 80),
    ],
)  # fmt: skip
def test_tables_hold_enough_of_a_kind(kind: str, least: int) -> None:
    assert sum(row.kind == kind for row in TABLES.actors) >= least


@pytest.mark.parametrize(
    ("words", "actor"),
    [
        ("Burma", "MMR"), ("Ivory Coast", "CIV"), ("Cote d'Ivoire", "CIV"), ("U.S.", "USA"),
        ("Britain", "GBR"), ("Holland", "NLD"), ("Swaziland", "SWZ"), ("Kiev", "UKR"),
        ("Kremlin", "RUS"), ("White House", "USA"), ("Élysée", "FRA"), ("Downing Street", "GBR"),
        ("South Koreans", "KOR"), ("North Korean", "PRK"), ("Soviet", "SUN"), ("Kosovar", "XKX"),
        ("Palestinians", "PSE"), ("Daesh", "islamic-state"), ("Hizbullah", "hezbollah"),
        ("Taleban", "taliban"), ("Pakistani Taliban", "ttp"), ("Tamil Tigers", "ltte"),
        ("Al Qaeda", "al-qaeda"), ("AQAP", "aqap"), ("Agence France-Presse", "afp"),
        ("ITAR-TASS", "tass"), ("U.N. Security Council", "unsc"), ("EU", "eu"),
        ("Kurdish", "kurds"), ("Bosnian Serbs", "bosnian-serbs"), ("Qaddafi", "muammar-gaddafi"),
        ("Shi'ite", "shiites"), ("Pentagon", "pentagon"), ("Falluja", "fallujah"),
    ],
)  # fmt: skip
def test_usual_words_name_the_actor_meant(words: str, actor: str) -> None:
    found = names_of(TABLES).at(fold(words), 0)
    assert found is not None
    assert found.end == len(words), "a shorter name hides the longer one"
    assert [sense.actor for sense in found.senses][:1] == [actor]


def test_the_two_taliban_are_two_actors() -> None:
    assert ROWS["taliban"].country == "AFG"
    assert ROWS["ttp"].country == "PAK"
    assert not set(surfaces(ROWS["taliban"])) & set(surfaces(ROWS["ttp"]))


LOWER_LISTS = (
    "offices", "male_roles", "female_roles", "collectives", "government_words",
    "body_words", "group_references", "pronouns_male", "pronouns_female", "pronouns_plural",
    "pronouns_thing", "pronouns_we", "pronouns_i", "pronouns_you",
)  # fmt: skip


@pytest.mark.parametrize("name", LOWER_LISTS)
def test_lists_of_common_words_are_in_lower_case(name: str) -> None:
    words = TABLES.words(name)
    assert words
    assert [w for w in words if w != w.lower() or w != " ".join(w.split())] == []


def test_pronouns_have_one_type() -> None:
    pronouns = [word for name in LOWER_LISTS[-7:] for word in TABLES.words(name)]
    assert len(pronouns) == len(set(pronouns))


@pytest.mark.parametrize("what", ["titles", "roles"])
def test_no_word_says_both_man_and_woman(what: str) -> None:
    assert not TABLES.words(f"male_{what}") & TABLES.words(f"female_{what}")


def test_a_title_that_tells_the_sex_is_a_title() -> None:
    assert TABLES.words("male_titles") | TABLES.words("female_titles") <= (
        TABLES.words("titles") | TABLES.words("male_roles") | TABLES.words("female_roles")
    )


def test_a_word_is_an_office_or_a_group_but_not_both() -> None:
    assert TABLES.words("offices") & TABLES.words("collectives") == frozenset()

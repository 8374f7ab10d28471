"""Issues: which matter the words of one are, and which two are one."""

import pytest

from dragoman.lexicon import load_tables
from dragoman.pipeline import code_doc
from dragoman.positions.keys import keys_of
from dragoman.positions.matters import Matter, Words

TABLES = load_tables("en")
WORDS = Words(TABLES)


def matter(*concepts, names=(), of="SWE", at=0, told=(), bare=False):
    parties = frozenset([of])
    return Matter(tuple(concepts), frozenset(names), parties, at, frozenset(told), bare)


@pytest.mark.parametrize(
    ("one", "other"),
    [("closure", "close"), ("dissolving", "dissolve"), ("abduction", "abduct"), ("murder", "kill"),
     ("expel", "deportation"), ("violate", "breach")],
)  # fmt: skip
def test_a_noun_and_its_verb_and_words_of_one_class_are_one_concept(one, other):
    assert WORDS.concept((one,)) == WORDS.concept((other,))


def test_no_word_stands_in_two_classes():
    lists = {name: words for name, words in TABLES.lists.items() if name.startswith("matter_")}
    assert sum(map(len, lists.values())) == len(set().union(*lists.values()))


def test_what_tells_less_is_the_nearest_that_tells_more():
    keys = keys_of([
        matter("attack", "airport", at=0), matter("attack", "reactor", at=100),
        matter("attack", at=110),
    ])  # fmt: skip
    assert keys[0] != keys[1] == keys[2]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (matter("blockade"), matter("blockade", "harbour", at=50), True),
        (matter("blockade"), matter("blockade", of="NOR", at=50), False),
        (matter("membership", names=["GEO", "nato"]), matter("membership", names=["nato"]), True),
        (matter("membership", names=["GEO"]), matter("membership", names=["UKR"], at=50), False),
        (matter("coup", names=["MMR"], of="MMR"), matter("coup", "army", of="MMR", at=50), True),
        (matter("fight", names=["isis"]), matter("fight", names=["isis"], of="NOR", at=9), True),
        (matter("release", "prisoner"), matter("torture", "prisoner", at=50), False),
        (matter(names=["x"], told=["seize", "farm"]), matter("seize", "farm", at=50), True),
        (matter("move", bare=True), matter("move", bare=True, at=50), False),
    ],
)
def test_two_are_one_where_the_one_tells_all_the_other_does(one, other, same):
    first, second = keys_of([one, other])
    assert (first == second) is same


@pytest.fixture
def positions_of(parsed):
    return lambda text: code_doc(parsed(text), tables=TABLES).positions


def test_a_bare_word_for_a_deed_goes_by_what_it_points_to(positions_of):
    rows = positions_of(
        "Iran freed the sailors. Britain thanked Iran for the gesture. "
        "Italy praised Iran for the release of the sailors."
    )
    assert len({row.issue_key for row in rows}) == 1


def test_bare_words_alone_join_nothing(positions_of):
    rows = positions_of(
        "Britain criticised Turkey over the matter. Norway blamed Chad for the move."
    )
    assert len({row.issue_key for row in rows}) == len(rows) == 2


def test_a_decision_is_no_attack(positions_of):
    rows = positions_of(
        "Kenya sent troops to Somalia. Al-Shabaab bombed a hotel. Uganda welcomed the decision."
    )
    assert [(row.holder.actor, row.target.actor) for row in rows] == [("UGA", "KEN")]


def test_the_attack_is_the_one_that_the_report_opens_with(positions_of):
    rows = positions_of(
        "The United States bombed an airport in Syria. Turkey spoke on Monday. France was silent. "
        "Norway slept. Iran condemned the attack."
    )
    assert [(row.holder.actor, row.target.actor) for row in rows] == [("IRN", "USA")]


def test_what_was_said_is_answered_for_by_who_said_it(positions_of):
    rows = positions_of(
        "Emmanuel Macron called for action by the G7. The call was seconded by Angela Merkel."
    )
    assert ("angela-merkel", "emmanuel-macron") in [(r.holder.actor, r.target.actor) for r in rows]


def test_sides_of_a_game_take_no_stance(positions_of):
    assert positions_of("Brazil and Uruguay are old rivals, and the derby is on Sunday.") == ()

"""Clauses, arguments and quotations, on frozen parses."""

import pytest
import spacy
from spacy.tokens import Doc

from dragoman.grammar.arguments import arguments_of
from dragoman.grammar.clauses import children, phrase, prepositional, with_conjuncts
from dragoman.grammar.quotes import find_quotations
from dragoman.grammar.tree import dependents, once

SEVERAL = "Norland, its ally said, did not condemn the raid on Sudria and Estria."
TITLED = (
    "Salva Kiir telephoned army chief Abdel Fattah al-Burhan and RSF leader Mohamed Hamdan "
    "Dagalo, better known as Hemedti, and asked them to meet face to face."
)

LIGHT = frozenset({"hold", "issue", "make", "launch", "impose"})
CASES = [
    # text, predicate, slot, who fills it
    ("Norway condemned Serbia.", "condemned", "subject", ["Norway"]),
    ("Norway condemned Serbia.", "condemned", "object", ["Serbia"]),
    ("Serbia was condemned by Norway.", "condemned", "subject", ["Norway"]),
    ("Serbia was condemned by Norway.", "condemned", "object", ["Serbia"]),
    ("Norway and Sweden condemned Serbia.", "condemned", "subject", ["Norway", "Sweden"]),
    ("Norway issued a condemnation of Serbia.", "condemnation", "subject", ["Norway"]),
    ("Norway's condemnation of Serbia was late.", "condemnation", "subject", ["Norway"]),
    ("Norway held talks with Serbia on oil.", "talks", "with", ["Serbia"]),
    ("Norway held talks with Serbia on oil.", "talks", "subject", ["Norway"]),
    ("Sanctions were imposed on Iran by Norway.", "Sanctions", "subject", ["Norway"]),
    ("Norway urged Syria to withdraw.", "withdraw", "subject", ["Syria"]),
    ("Norway promised to attack.", "attack", "subject", ["Norway"]),
    ("The minister who attacked Serbia resigned.", "attacked", "subject", ["minister"]),
    ("Norway posted a message on Twitter blaming Iran.", "blaming", "subject", ["Norway"]),
    ("Norway was blunt in blaming Iran.", "blaming", "subject", ["Norway"]),
    ("The news agency IRNA reported losses.", "reported", "subject", ["IRNA"]),
    ("Norway accused Iran of arming rebels.", "arming", "subject", ["Iran"]),
    ("Norway accused Iranian troops of arming rebels.", "arming", "subject", ["troops"]),
    ("Norway has a habit of arming rebels.", "arming", "subject", ["Norway"]),
    (TITLED, "telephoned", "object", ["chief", "Dagalo"]),
    ("Norway upheld a law against insulting the crown.", "insulting", "subject", []),
    ("Norway sent troops into Iran after accusing Syria.", "accusing", "subject", ["Norway"]),
]


@pytest.mark.parametrize(("text", "predicate", "slot", "expected"), CASES)
def test_slots_are_deep(parsed, text, predicate, slot, expected):
    doc = parsed(text).doc
    token = next(t for t in doc if t.text == predicate)
    assert [t.text for t in arguments_of(token, LIGHT).of(slot)] == expected


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("“Yes,” she said. “No.”", ["Yes,", "No."]),
        ('"Yes," she said. "No."', ["Yes,", "No."]),
        ("Russia’s interests ‘coincide’ with those of the Taliban’s men", ["coincide"]),
        ("“One.\n\n“Two,” he said.", ["One.", "Two,"]),
        ("an odd “ mark at the end “", [" mark at the end “"]),
        ("no marks", []),
    ],
)
def test_quotations(text, inside):
    assert [text[q.start : q.end] for q in find_quotations(text)] == inside


def test_a_quotation_goes_on_into_the_next_paragraph():
    first, second = find_quotations("“One.\n\n“Two,” he said.")
    assert first.continues
    assert not second.continues


def test_dependents_are_the_children_that_spacy_gives(parsed):
    """Labels, order and edges are those of the Doc, for every word."""
    doc = parsed(SEVERAL).doc
    for token in doc:
        assert list(dependents(token)) == list(token.children)
        for child in token.children:
            assert children(token, child.dep_) == [
                c for c in token.children if c.dep_ == child.dep_
            ]


def test_a_question_is_answered_once_a_word(parsed):
    """Stages that ask again share the answer; another Doc has answers of its own."""
    doc = parsed(SEVERAL).doc
    asked = []

    @once
    def place(token, step):
        asked.append(token.i)
        return token.i + step

    assert [place(doc[1], 1), place(doc[1], 1), place(doc[1], 2)] == [2, 2, 3]
    assert asked == [1, 1]
    place(doc.copy()[1], 1)
    assert asked == [1, 1, 1]


def test_a_list_that_is_told_belongs_to_who_asked(parsed):
    """Who adds to an answer changes nobody else's."""
    doc = parsed(SEVERAL).doc
    raid = next(token for token in doc if token.text == "raid")
    told = phrase(raid)
    phrase(raid).clear()
    prepositional(raid)["on"].clear()
    assert phrase(raid) == told
    assert [head.text for head in prepositional(raid)["on"]] == ["Sudria", "Estria"]


def test_thousands_of_coordinated_names_do_not_raise():
    """A list of names is a chain as long as the list; the answer holds them all."""
    count = 5_000
    heads = [max(0, i - 1) for i in range(count)]
    doc = Doc(
        spacy.blank("en").vocab,
        words=["Norland"] * count,
        heads=heads,
        deps=["ROOT"] + ["conj"] * (count - 1),
        pos=["PROPN"] * count,
        tags=["NNP"] * count,
    )
    assert len(with_conjuncts([doc[0]])) == count

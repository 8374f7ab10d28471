"""Clauses, arguments and quotations, on frozen parses."""

import pytest

from dragoman.grammar.arguments import arguments_of
from dragoman.grammar.quotes import find_quotations

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

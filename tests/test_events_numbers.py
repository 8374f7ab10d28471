"""How many an event hit, with bounds and units, on frozen parses."""

from __future__ import annotations

import pytest

from event_rows import events_of

QUANTITIES = [
    # text, kind, low, high, unit
    ("Rebels killed at least 12 Kenyan soldiers.", "killed", 12, None, "soldier"),
    ("Rebels killed twelve Kenyan soldiers.", "killed", 12, 12, "soldier"),
    ("Norwegian police arrested fewer than 40 protesters.", "detained", None, 40, "protester"),
    ("Tens of thousands of protesters marched in Oslo.", "size", 20000, None, "protester"),
    ("Norway gave 2.5 million euros to Kenya.", "money", 2500000, 2500000, "euro"),
    ("Rebels kidnapped two Kenyan nurses.", "hostages", 2, 2, "nurse"),
    ("Between 40 and 60 Kenyan farmers were killed by rebels.", "killed", 40, 60, "farmer"),
    ("Rebels killed three to five Kenyan soldiers.", "killed", 3, 5, "soldier"),
    ("Rebels wounded two to three hundred Kenyan soldiers.", "injured", 200, 300, "soldier"),
    ("Rebels killed nearly two hundred and six Kenyan soldiers.", "killed", None, 206, "soldier"),
    ("Norwegian police arrested several dozen students.", "detained", 36, None, "student"),
    ("A Kenyan nurse was killed by rebels.", "killed", 1, 1, "nurse"),
    ("Norwegian police arrested a crowd of 400.", "detained", 400, 400, "crowd"),
    ("Kenyan protesters, more than 600 of them, marched in Oslo.", "size", 600, None, "protester"),
    ("Twelve Kenyan soldiers died in the attack by rebels.", "killed", 12, 12, "soldier"),
    ("Norway gave Kenya $20m to $30m in aid.", "money", 20000000, 30000000, "$"),
    ("Norway approved a loan of $1.3bn to Kenya.", "money", 1300000000, 1300000000, "$"),
]


UNCOUNTED = [
    "Rebels killed the 57-year-old Kenyan minister.",
    "Rebels killed half of the Kenyan soldiers.",
    "Norway mobilised two battalions.",
    "Norway signed a 20-page accord with Kenya.",
]


@pytest.mark.parametrize(("text", "kind", "low", "high", "unit"), QUANTITIES)
def test_numbers_are_read_with_their_bounds(parsed, text, kind, low, high, unit):
    (quantity,) = [q for event in events_of(parsed(text)) for q in event.quantities]
    found = (quantity.kind, quantity.low, quantity.high, quantity.unit)
    assert found == (kind, low, high, unit)


@pytest.mark.parametrize("text", UNCOUNTED)
def test_what_counts_nobody_is_no_number(parsed, text):
    (event,) = events_of(parsed(text))
    assert event.quantities == ()


SIDE_BY_SIDE = [
    "Norwegian jets attacked a Kenyan base and killed 8 and wounded 21.",
    "Norwegian jets attacked a Kenyan base, leaving 8 dead and 21 wounded.",
    "Eight people died and 21 were hurt when Norwegian jets attacked a Kenyan base.",
]


@pytest.mark.parametrize("text", SIDE_BY_SIDE)
def test_the_dead_and_the_hurt_are_told_apart(parsed, text):
    """Each number stands in one row, with the kind of its own word."""
    found = [(q.kind, q.low) for event in events_of(parsed(text)) for q in event.quantities]
    assert sorted(found) == [("injured", 21), ("killed", 8)]


def test_whom_something_else_killed_is_not_counted_with_the_attack(parsed):
    text = "Norwegian jets attacked a Kenyan base, and Serbia said that a flood killed 8 people."
    assert [q for event in events_of(parsed(text)) for q in event.quantities] == []

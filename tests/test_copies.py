"""Copies: what two texts share word for word, how it is found among many, and what it is called."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import copies as benchmark
from dragoman.stories.copies import MANY, candidates, kind_of
from dragoman.stories.passages import align
from dragoman.stories.shingles import LENGTH, WINDOW, sample_of, shingles_of, words_of

WIRE = (
    "The harbour of Sudria was closed on Monday after two ferries had run aground in the fog. "
    "Divers looked for the crews until dark, and the coast guard sent a helicopter from Norland. "
    "Nobody knows yet why the lights on the northern pier were out that night."
)
OWN = (
    "Fishermen in Westmark have waited since spring for the new quota. They mended their nets and "
    "drank coffee. The minister promised an answer before the summer, then left for his holidays. "
    "Prices of cod have never been so high, and the banks are asking for their money back."
)


def sampled(*texts):
    return candidates([sample_of(shingles_of(words_of(text))) for text in texts])


def kind(one, other, **known):
    given = {"one_outlet": False, "frequent": False} | known
    return kind_of(align(words_of(one), words_of(other)), **given)


def shared(one, other):
    found = align(words_of(one), words_of(other))
    return [(one[p.start : p.end], other[p.other_start : p.other_end]) for p in found.passages]


@given(st.text())
def test_words_are_found_where_python_finds_them(text):
    words = words_of(text)
    found = [text[a:b] for a, b in zip(words.starts, words.ends, strict=True)]
    assert "".join(found) == "".join(c for c in text if c.isalnum() or ord(c) >= 0x10000)
    assert all(len(each) for each in found)


def test_case_and_marks_make_no_difference():
    assert list(words_of("“The Port’s” shut — 3 DEAD").hashes) == list(
        words_of("the port's SHUT: 3 dead").hashes
    )


def test_the_numbers_are_the_same_on_every_machine():
    assert [int(n) for n in words_of("harbour 12 É").hashes] == [
        2238469978603075098, 253758213110529091, 340530045447192088,
    ]  # fmt: skip


def test_words_between_quotation_marks_are_told_apart():
    text = 'He said “we will go” and "never" left.\n"An open mark ends\nhere'
    quoted = [text[a:b] for a, b, q in zip(*_parts(text), strict=True) if q]
    assert quoted == ["we", "will", "go", "never", "An", "open", "mark", "ends"]


def _parts(text):
    words = words_of(text)
    return words.starts, words.ends, words.quoted


@settings(max_examples=60)
@given(st.integers(0, 2**32 - 1), st.integers(LENGTH + WINDOW - 1, 60))
def test_no_shared_run_of_23_words_is_missed(seed, length):
    draw = np.random.default_rng(seed)
    own, other, run = (
        [f"w{n}" for n in draw.integers(0, 10**9, size)] for size in (90, 70, length)
    )
    one, two = " ".join(own[:40] + run + own[40:]), " ".join(other + run)
    assert len(sampled(one, two).one) == 1


def test_passages_are_found_in_any_order_and_at_their_places():
    first, second, third = WIRE.split(". ")
    assert shared(f"{first}. {second}.", f"{OWN} {second}. {first}. {OWN}") == [
        (first, first), (second, second),
    ]  # fmt: skip
    assert shared(WIRE, OWN) == []
    assert len(third) > 0


def test_words_changed_within_leave_one_passage():
    edited = WIRE.replace("two ferries", "three barges").replace("from Norland", "from the north")
    (passage,) = shared(WIRE, edited)
    assert passage == (WIRE[:-1], edited[:-1])


@settings(max_examples=40)
@given(
    st.lists(st.sampled_from("abcdefgh"), max_size=80),
    st.lists(st.sampled_from("abcdefgh"), max_size=80),
)
def test_an_alignment_read_from_either_side_covers_words_of_both(one, other):
    found = align(words_of(" ".join(one)), words_of(" ".join(other)))
    for part, whole in zip(found.shared, found.words, strict=True):
        assert 0 <= part <= whole
    assert bool(found.passages) == bool(found.shared[0]) == bool(found.shared[1])


def test_what_a_copy_is_called():
    first, second, third = (sentence.strip(". ") + "." for sentence in WIRE.split(". "))
    assert kind(WIRE, f"By our staff. {WIRE}") == "same text"
    assert kind(WIRE, f"{first} {second}") == "cut copy"
    assert kind(f"{first} {second}", f"{OWN} {WIRE}", shorter_first=True) == "carries passages"
    assert kind(f"{WIRE} {OWN}", f"{first} {second} {OWN[::-1]}") == "carries passages"
    assert (
        kind(f"{WIRE} {OWN}", f"{first} {second} {OWN[::-1]}", one_outlet=True) == "shared template"
    )
    assert (
        kind(f"{WIRE} {OWN}", f"{first} {second} {OWN[::-1]}", one_outlet=None, frequent=True)
        == "shared template"
    )
    assert (
        kind(f"{WIRE} {OWN}", f"{first} {second} {OWN[::-1]}", frequent=True) == "carries passages"
    )
    assert kind(WIRE, OWN) is None
    assert kind(f"{OWN} {third}", f"{OWN[::-1]} {third}") is None


def test_a_quotation_that_two_reports_share_makes_no_copy():
    quote = f"“{WIRE}”"
    assert kind(f"The mayor spoke. {quote}", f"{quote} she told reporters.") is None


def test_a_template_of_many_texts_costs_few_pairs():
    texts = [f"{WIRE} {' '.join(f'n{n}x{i}' for i in range(40))}" for n in range(3 * MANY)]
    found = sampled(*texts)
    assert len(texts) <= len(found.one) <= 5 * len(texts)
    assert (2 * found.frequent > found.shared).mean() > 0.9


def test_made_up_syndication_is_found_and_called_what_it_is():
    made = benchmark.Maker(3).documents(1500)
    scores = benchmark.scores(made, benchmark.found_in(made, outlets=True))
    rates = {figure: right / of for figure, (right, of) in scores.items()}
    assert rates["found cut"] >= 0.97
    assert rates["found embed"] >= 0.9
    assert min(rate for figure, rate in rates.items() if figure.startswith("precision")) >= 0.9


def test_templates_are_told_by_their_number_where_no_outlet_is_known():
    made = benchmark.Maker(5, templates=2).documents(2000)
    kinds = benchmark.found_in(made, outlets=False)
    alike = [
        kind for (one, other), kind in kinds.items()
        if made[one].edit == made[other].edit == "template"
    ]  # fmt: skip
    assert len(alike) > 50
    assert alike.count("shared template") >= 0.95 * len(alike)


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_texts_changes_nothing(seed):
    made = benchmark.Maker(9).documents(400)

    expected = _typed(made)
    shuffled = list(made)
    np.random.default_rng(seed).shuffle(shuffled)
    assert _typed(shuffled) == expected


def _typed(made):
    ordered = sorted(made, key=lambda each: each.text)
    kinds = benchmark.found_in(ordered, outlets=True)
    return {(ordered[a].text, ordered[b].text): kind for (a, b), kind in kinds.items()}

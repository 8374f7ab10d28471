"""What the benchmarks count with: attributions scored as PolNeAR does, a peer, made-up records."""

import sys
from itertools import pairwise
from pathlib import Path

import pytest
import spacy

import made_up
import store
from attributions import scored
from dragoman.parse import DEFAULT_MODEL, model_folder
from dragoman.record import Span
from dragoman.store import open_record
from peers import gender_gap
from polnear import Attribution, read_articles

SHARED = Path(__file__).parents[2] / "shared"
TEXT = "Norway is ready, Berg said.\nKenya was warned.\n“We will not wait,” she added.\n"


def at(words):
    start = TEXT.index(words)
    return ((start, start + len(words)),)


SAID = Attribution(at("Berg"), at("said"), at("Norway is ready"))
ADDED = Attribution(at("she"), at("added"), at("We will not wait"))
WARNED = Attribution((), at("warned"), at("Kenya"))


@pytest.fixture
def folder(tmp_path):
    """One article with the notes of as many annotators as are given."""

    def write(*annotators):
        for name in ("text", "attributions"):
            (tmp_path / name).mkdir()
        (tmp_path / "text" / "a.txt").write_text(TEXT, "utf-8")
        for number, attributions in enumerate(annotators):
            lines, count = [], 0
            for one in attributions:
                roles = []
                for role in ("source", "cue", "content"):
                    for start, end in getattr(one, role):
                        count += 1
                        covered = TEXT[start:end]
                        lines.append(f"T{count}\t{role.title()} {start} {end}\t{covered}")
                        roles.append(f"{role.title()}:T{count}")
                lines.append(f"E{count}\t{' '.join(['Attribution:T1', *roles])}")
            notes = tmp_path / "attributions" / f"a_{number:04x}.ann"
            notes.write_text("\n".join(lines) + "\n", "utf-8")
        return read_articles(tmp_path)

    return write


def test_notes_are_read_as_ranges(folder):
    (article,) = folder([SAID, WARNED])
    assert article.annotators == ((SAID, WARNED),)
    assert article.text == TEXT


@pytest.mark.parametrize(
    ("found", "right"),
    [
        ([SAID, ADDED, WARNED], 3),
        ([Attribution(at("Berg"), at("Berg said"), at("Norway is ready, Berg said"))], 1),
        ([Attribution(at("Berg"), at("said"), at("ready"))], 1),  # Dice of one word in three: .5
        ([Attribution(at("Berg"), at("said"), at("is"))], 1),
        ([Attribution(at("Berg"), at("added"), at("Norway is ready"))], 0),
        ([Attribution(at("Kenya"), at("said"), at("Norway is ready"))], 0),
        ([Attribution((), at("said"), at("Norway is ready"))], 0),
        ([Attribution(at("Kenya"), at("warned"), at("Kenya"))], 0),  # the gold one has no source
        ([SAID, SAID], 1),
        ([], 0),
    ],
)
def test_an_attribution_is_right_by_content_cue_and_source(folder, found, right):
    articles = folder([SAID, ADDED, WARNED])
    counts = scored(articles, {"a": found})
    assert (counts.right, counts.found, counts.marked) == ([right], [len(found)], [3])


def test_several_annotators_weigh_as_one(folder):
    counts = scored(folder([SAID], [SAID, ADDED]), {"a": [SAID, ADDED]})
    assert (counts.right, counts.found, counts.marked) == ([1.5], [2], [1.5])


def test_reporting_cues_are_counted_alone(folder):
    counts = scored(folder([SAID, WARNED]), {"a": [SAID, ADDED, WARNED]}, reporting=True)
    assert (counts.right, counts.found, counts.marked) == ([2], [3], [2])
    low, high = counts.interval()
    assert low == high == pytest.approx(counts.rates()[2])  # one article is drawn every time


def vars_of(attribution):
    return {role: list(getattr(attribution, role)) for role in ("source", "cue", "content")}


@pytest.mark.gold
def test_the_score_is_that_of_the_shared_evaluation(monkeypatch):
    monkeypatch.setattr(sys, "path", [str(SHARED / "tools"), *sys.path])
    import polnear_eval
    import polnear_io

    dev = SHARED / "gold" / "statements" / "polnear" / "dev"
    articles = read_articles(dev)
    # what an annotator marked, every third one left out or shifted: right, wrong and missing ones
    found = {}
    for article in articles:
        marked = article.annotators[0] if article.annotators else ()
        kept = [one for number, one in enumerate(marked) if number % 3]
        kept += [Attribution(b.source, a.cue, a.content) for a, b in pairwise(kept)]
        found[article.name] = kept
    plain = {name: [vars_of(one) for one in each] for name, each in found.items()}
    theirs = polnear_eval.report(polnear_eval.evaluate(polnear_io.load(str(dev)), plain))
    ours = scored(articles, found).rates()
    assert ours == pytest.approx([theirs["attribution"]["full"][key] for key in ("p", "r", "f1")])


@pytest.mark.model
def test_the_method_written_again_finds_clauses_phrases_and_quotations_left_over():
    nlp = spacy.load(model_folder(DEFAULT_MODEL), disable=["ner"])
    text = (
        "Norway's minister said the port would open soon. According to the army, the bridge has"
        " fallen. “We will not wait for the others,” she added. He left."
    )
    found = gender_gap(nlp(text))

    def words(ranges):
        return " ".join(text[start:end] for start, end in ranges)

    named = {(words(a.source), words(a.cue)) for a in found}
    assert {("Norway's minister", "said"), ("the army", "According to"), ("she", "added")} <= named
    assert any("wait for the others" in words(a.content) for a in found)


def test_a_made_up_record_is_the_same_twice_and_points_at_its_words():
    made = list(made_up.records(45))
    assert made == list(made_up.records(45))
    assert [len(one.events) for one in made] == [10, 10, 10, 10, 5]
    for one in made:
        for mention in one.mentions:
            assert Span.of(one.report.text, mention.span.start, mention.span.end) == mention.span
        for event in one.events:
            assert event.trigger.quote in event.clause.quote


def test_questions_are_timed_on_a_made_up_record(tmp_path):
    path = store.built(tmp_path / "record.db", 200)
    with open_record(path) as record:
        assert record.count() == 20
        assert len(record.events()) == 200
    for question in store.questions(made_up.World(9).words.things):
        ours, plain = store.timed(path, question, 1)
        assert ours > 0
        assert (plain is None) == (question.plain is None)
        assert plain is None or plain > 0

"""Positions: every stance entry by its own sentences, and labelled sentences with floors."""

import tomllib
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest

from dragoman.lexicon import load_tables
from dragoman.parse import Parse
from dragoman.pipeline import code_doc
from dragoman.positions import find_positions

TABLES = load_tables("en")
LABELLED = tomllib.loads(
    (Path(__file__).parent / "data" / "positions.toml").read_text(encoding="utf-8")
)["text"]
SEEN = [text for text in LABELLED if not text.get("unseen")]
MATCH = [(stance.id, text) for stance in TABLES.stances for text in stance.match]
NO_MATCH = [(stance.id, text) for stance in TABLES.stances for text in stance.no_match]
FLOOR_PRECISION, FLOOR_RECALL = 0.95, 0.95  # measured 1.00 and .99 on 117 texts with 83 rows


def folded(words):
    plain = unicodedata.normalize("NFKD", words.lower().replace("’", "'"))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return plain.removeprefix("the ").removeprefix("a ").removeprefix("an ")


def is_one_of(label, role):
    names = {folded(role.name)}
    names |= {folded(span.quote) for span in (role.span, role.antecedent) if span}
    return any(folded(name) in names for name in label.split("|"))


def is_pair(row, position):
    there = is_one_of(row["holder"], position.holder) and is_one_of(row["target"], position.target)
    back = is_one_of(row["holder"], position.target) and is_one_of(row["target"], position.holder)
    return (there or (position.symmetric and back)) and row["sign"] == position.sign


def matched(rows, positions):
    """Pairs of a labelled row and the position found for it, each used once."""
    left, pairs = list(positions), []
    for row in rows:
        found = next((p for p in left if is_pair(row, p)), None)
        if found is not None:
            left.remove(found)
            pairs.append((row, found))
    return pairs


@pytest.fixture
def positions_of(parsed):
    return lambda text: code_doc(parsed(text), tables=TABLES).positions


def test_every_entry_shows_what_it_matches_and_what_not():
    assert [s.id for s in TABLES.stances if not (s.match and s.no_match)] == []


@pytest.mark.parametrize(("rule", "text"), MATCH)
def test_an_entry_gives_a_row_for_its_sentences(positions_of, rule, text):
    assert rule in [position.rule for position in positions_of(text)]


@pytest.mark.parametrize(("rule", "text"), NO_MATCH)
def test_an_entry_gives_none_for_its_counter_examples(positions_of, rule, text):
    assert rule not in [position.rule for position in positions_of(text)]


@pytest.mark.parametrize("text", SEEN, ids=lambda text: text["id"])
def test_labelled_sentences_give_their_rows_and_no_other(positions_of, text):
    positions = positions_of(text["text"])
    rows = text.get("rows", [])
    pairs = matched(rows, positions)
    assert len(pairs) == len(rows)
    assert len(pairs) == len(positions)
    for row, position in pairs:
        assert position.kind in row["kind"].split("|")
        assert position.realis == row.get("realis", "actual")
        assert bool(position.said_in) == row.get("reported", False)
        if "issue" in row:
            assert position.issue is not None
            assert row["issue"] in position.issue.quote
        if "against" in row:
            assert position.against is not None
            assert is_one_of(row["against"], position.against)


def test_all_labelled_sentences_keep_the_floors(positions_of):
    hits = found = wanted = 0
    for text in LABELLED:
        positions, rows = positions_of(text["text"]), text.get("rows", [])
        hits += len(matched(rows, positions))
        found, wanted = found + len(positions), wanted + len(rows)
    assert hits / found >= FLOOR_PRECISION
    assert hits / wanted >= FLOOR_RECALL


def test_always_minus_one_would_be_wrong_on_a_good_half():
    """The majority baseline, so that the figures are not mistaken for skill."""
    signs = [row["sign"] for text in LABELLED for row in text.get("rows", [])]
    assert 0.35 < signs.count(1) / len(signs) < 0.65


def test_plus_and_minus_for_one_pair_stay_two_rows(positions_of):
    rows = positions_of(
        "Qatar called Egypt a friend. Later Qatar criticised Egypt over the arrests."
    )
    assert [(row.holder.actor, row.target.actor, row.sign) for row in rows] == [
        ("QAT", "EGY", 1),
        ("QAT", "EGY", -1),
    ]


def test_what_one_source_says_twice_is_one_row_with_both_places(positions_of):
    text = "Turkey condemned Israel over the raid. Later Turkey denounced Israel."
    (row,) = positions_of(text)
    assert len(row.evidence) == 2
    assert row.issue is not None


def test_narrator_and_speaker_are_two_sources(positions_of):
    text = "Turkey opposes Israel's plan. Sergei Lavrov said Turkey opposes Israel's plan."
    rows = positions_of(text)
    assert sorted(len(row.said_in) for row in rows) == [0, 1]


def test_one_word_for_two_actors_gives_two_rows_with_ids_of_their_own(positions_of):
    rows = positions_of("Norway and Sweden have said that they do not recognise Kosovo.")
    assert {row.holder.actor for row in rows} == {"NOR", "SWE"}
    assert len({row.id for row in rows}) == 2


def test_a_flat_headline_echoes_what_the_text_attributes(parsed):
    doc = parsed("Norway backs Sweden\n\nNorway backs Sweden, Sergei Lavrov said.")
    title, body = doc.report.parts
    report = replace(doc.report, parts=(replace(title, label="title"), body))
    headline, told = code_doc(Parse(report, doc.doc), tables=TABLES).positions
    assert told.said_in
    assert told.echoes is None
    assert headline.said_in == ()
    assert headline.echoes == told.id


def test_the_same_issue_has_the_same_key(positions_of):
    first = positions_of("Norway's interests coincide with Sweden's in the fight against al-Qaeda.")
    second = positions_of("Norway shares an interest with Sweden in countering al-Qaeda.")
    keys = {row.issue_key for row in (*first, *second) if row.kind == "shared_interest"}
    assert len(keys) == 1
    assert None not in keys


def test_a_deed_only_referred_to_names_who_did_it(positions_of):
    text = "The United States bombed an airfield in Syria on Friday. Britain backed the bombing."
    (row,) = positions_of(text)
    assert (row.holder.actor, row.target.actor, row.sign) == ("GBR", "USA", 1)
    assert row.target.antecedent is not None


def test_a_users_own_doc_works_without_mentions(parsed):
    (row,) = find_positions(parsed("Norway condemned Sweden for the raid.").doc)
    assert (row.holder.name, row.target.name, row.sign, row.kind) == (
        "Norway",
        "Sweden",
        -1,
        "criticism",
    )


def test_evidence_is_short_and_quotes_the_text(positions_of, parsed):
    for text in LABELLED:
        whole = parsed(text["text"]).text
        for position in positions_of(text["text"]):
            for span in position.evidence:
                assert whole[span.start : span.end] == span.quote
                assert len(span.quote.split()) <= 12


def test_coding_twice_gives_the_same_rows(positions_of):
    text = SEEN[1]["text"]
    assert positions_of(text) == positions_of(text)


@pytest.mark.parametrize("text", ["", "\n", "“", "of by against", "))) ((( -", "Norway " * 50])
def test_odd_texts_give_no_row_and_no_error(positions_of, text):
    assert positions_of(text) == ()


def test_a_deed_that_recognises_something_takes_no_stance(positions_of):
    text = "“This step recognises that Syria is a terrorist state,” Sergei Lavrov said."
    rows = positions_of(text)
    assert {row.holder.name for row in rows} <= {"Sergei Lavrov"}


@pytest.mark.parametrize(
    "text",
    [
        "Mali and Niger accused each other of the raid.",
        "Mali and Niger met in Dakar. Each side blamed the other for the raid.",
        "Mali and Niger denounced one another's raids.",
    ],
)
def test_what_two_do_to_each_other_is_a_row_each_way(positions_of, text):
    pairs = {(row.holder.actor, row.target.actor) for row in positions_of(text)}
    assert pairs == {("MLI", "NER"), ("NER", "MLI")}


def test_the_other_is_nobody_where_nothing_says_each(positions_of):
    assert positions_of("Mali and Niger met a man. They blamed the other for the raid.") == ()


def test_a_state_does_not_accuse_its_own_president_of_what_he_did(positions_of):
    assert positions_of("The United States said Donald Trump had bombed a school.") == ()


def test_initials_before_a_hyphen_name_the_backer(positions_of):
    (row,) = positions_of("U.S.-backed Hezbollah fighters entered the town.")
    assert (row.holder.actor, row.sign) == ("USA", 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Latvia joined Estonia in accusing Belarus of fraud.", "Estonia-Belarus Latvia-Belarus"),
        ("Latvia, along with Estonia, denounced Belarus.", "Estonia-Belarus Latvia-Belarus"),
        ("Together with Latvia, Estonia praised Kenya.", "Estonia+Kenya Latvia+Kenya"),
        ("A staunch ally of Kenya, Uganda closed the road.", "Kenya+Uganda"),
        ("Furious at Kenya, Uganda closed the road.", "Uganda-Kenya"),
        ("Kenya, with Uganda's backing, closed the road.", "Uganda+Kenya"),
        ("The seizure by Kenya was denounced as piracy by Uganda.", "Uganda-Kenya"),
        ("Kenya drew criticism from Uganda and from Rwanda.", "Rwanda-Kenya Uganda-Kenya"),
        ("Latvia welcomed the offer by Kenya to send doctors.", "Latvia+Kenya"),
    ],
)
def test_a_stance_has_its_parties_in_every_construction(positions_of, text, expected):
    """Company, joined deeds, fronted and inserted phrases, agents of what is called something."""
    rows = positions_of(text)
    given = (f"{p.holder.name}{'+' if p.sign > 0 else '-'}{p.target.name}" for p in rows)
    assert " ".join(sorted(given)) == expected


@pytest.mark.parametrize(
    ("text", "issue"),
    [
        ("Kenya backs Uganda in its row with Rwanda over the dam.", "in its row"),
        ("Kenya teamed up with Uganda to catch the smugglers.", "to catch the smugglers"),
        ("Kenya cooperates with Uganda in curbing fraud.", "curbing fraud"),
    ],
)
def test_the_issue_may_stand_behind_the_party(positions_of, text, issue):
    (row,) = [p for p in positions_of(text) if p.issue][:1]
    assert row.issue.quote in text
    assert set(issue.split()) & set(row.issue.quote.split())


def test_an_outlet_that_only_tells_holds_nothing(positions_of):
    told = "Norway has violated the truce, {} said."
    assert [p.holder.name for p in positions_of(told.format("Sweden"))] == ["Sweden"]
    assert positions_of(told.format("Reuters")) == ()


def test_a_length_of_time_is_no_issue(positions_of):
    (row,) = positions_of("Norway will support Ukraine for as long as it takes.")
    assert row.issue is None


def test_a_clash_with_people_nobody_knows_is_no_strained_relation(positions_of):
    assert positions_of("Police clash with protesters over the bridge.") == ()

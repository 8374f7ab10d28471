"""Statements: labelled paragraphs, every cue by its own sentences, hostile input, and floors."""

import re
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dragoman.actors import find_mentions
from dragoman.lexicon import load_tables
from dragoman.parse import Parse
from dragoman.record import Part, Report
from dragoman.statements import find_statements
from dragoman.times import find_times

TABLES = load_tables("en")
DATA = Path(__file__).parent / "data" / "statements.toml"
LABELLED = tomllib.loads(DATA.read_text(encoding="utf-8"))["paragraph"]
MATCH = [(cue.id, text) for cue in TABLES.cues for text in cue.match]
NO_MATCH = [(cue.id, text) for cue in TABLES.cues for text in cue.no_match]
EXACT = [
    ("rules", False, 0.94),
    ("rules", True, 0.9),
    ("trained", False, 0.9),
    ("trained", True, 0.9),
]
POLNEAR = [("rules", 0.66, 0.85), ("trained", 0.7, 0.87)]  # all, and reporting cues alone
ENGINES = ("rules", "trained")
UNSAID = {"think", "plan"}


def rows_of(parse, engine="rules"):
    mentions = find_mentions(parse, TABLES)
    return find_statements(parse, mentions, find_times(parse, TABLES), TABLES, engine)


@pytest.fixture
def titled_statements_of(parsed):
    """What the rules alone find in a text whose first line is its title."""

    def found(text):
        parse = parsed(text)
        first, *rest = parse.report.parts
        report = replace(parse.report, parts=(replace(first, label="title"), *rest))
        return rows_of(Parse(report, parse.doc, parse.nlp))

    return found


@pytest.fixture
def statements_of(parsed):
    """What the rules alone find: each entry of the table answers for its own sentences."""
    return lambda text, engine="rules": rows_of(parsed(text), engine)


# Labelled paragraphs


def bare(words):
    """Words without article, leading "that" and marks at the edges."""
    words = words.strip(" ,.;:“”\"‘’'?!…—–")
    return re.sub(r"^((the|a|an|both|that) )+", "", words, flags=re.IGNORECASE)


def as_label(row, rows):
    """A row in the vocabulary of the labels; other rows by their number, counted from 1."""
    number = {r.id: n for n, r in enumerate(rows, 1)}
    return {
        "speaker": [bare((role.antecedent or role.span).quote) for role in row.speaker],
        "content": [bare(span.quote) for span in row.content],
        "via": [bare(role.span.quote) for role in row.via],
        "act": row.act,
        "inside": number.get(row.inside),
        "about": sorted(number[i] for i in row.about),
    }


def expected(label):
    return {
        "speaker": [bare(words) for words in label["speaker"]],
        "content": [bare(words) for words in label["content"]],
        "via": [bare(words) for words in label.get("via", [])],
        "act": label.get("act", "say"),
        "inside": label.get("inside"),
        "about": label.get("about", []),
    }


def faults(paragraph, rows):
    """What differs between a labelled paragraph and its rows; nothing where it is read exactly."""
    said = [row for row in rows if row.act not in UNSAID]
    labels = paragraph["statements"]
    # rows stand in text order, labels in reading order: bring the rows into the labels' order
    ordered = []
    for label in labels:
        fits = [r for r in said if r not in ordered and label["cue"] in r.cue.quote]
        want = expected(label)["content"]
        fits.sort(key=lambda row: [bare(span.quote) for span in row.content] != want)
        if not fits:
            return [f"no row for {label['cue']!r}"]
        ordered.append(fits[0])
    extra = [row for row in said if row not in ordered]
    found = [
        (label["cue"], as_label(row, ordered), expected(label))
        for label, row in zip(labels, ordered, strict=True)
    ]
    modes = [
        (label["cue"], row.mode, label["mode"])
        for label, row in zip(labels, ordered, strict=True)
        if row.mode != label.get("mode", row.mode)
    ]
    return [f for f in found if f[1] != f[2]] + modes + [f"extra: {row.cue.quote}" for row in extra]


SEEN = [
    pytest.param(
        p, id=p["id"], marks=[pytest.mark.xfail(reason=p["fails"])] if "fails" in p else []
    )
    for p in LABELLED
    if not p.get("unseen")
]


@pytest.mark.parametrize("paragraph", SEEN)
def test_a_labelled_paragraph_is_read_exactly(statements_of, paragraph):
    assert faults(paragraph, statements_of(paragraph["text"])) == []


@pytest.mark.parametrize(("engine", "unseen", "floor"), EXACT)
def test_most_paragraphs_are_read_exactly(statements_of, engine, unseen, floor):
    chosen = [p for p in LABELLED if bool(p.get("unseen")) is unseen]
    exact = sum(faults(p, statements_of(p["text"], engine)) == [] for p in chosen)
    assert exact >= floor * len(chosen), f"{exact} of {len(chosen)}"


# The cue table


@pytest.mark.parametrize(("cue", "text"), MATCH)
def test_a_cue_finds_its_own_sentences(statements_of, cue, text):
    assert cue in {row.rule for row in statements_of(text)}


@pytest.mark.parametrize(("cue", "text"), NO_MATCH)
def test_a_cue_leaves_other_sentences_alone(statements_of, cue, text):
    assert cue not in {row.rule for row in statements_of(text)}


def test_the_cue_table_is_wide_and_shows_what_it_does():
    assert len({lemma for cue in TABLES.cues for lemma in cue.lemmas}) >= 250
    assert [cue.id for cue in TABLES.cues if not (cue.match and cue.no_match)] == []
    assert all(0 < cue.score < 1 for cue in TABLES.cues)


# What a row holds


def test_a_relative_pronoun_is_the_words_in_place(statements_of):
    (row,) = statements_of("The general, who said the town had been retaken, gave no figures.")
    (speaker,) = row.speaker
    assert (speaker.span.quote, speaker.antecedent.quote) == ("who", "general")


def test_whom_a_spokeswoman_speaks_for_is_in_her_title(statements_of):
    (row,) = statements_of(
        "Norwegian foreign ministry spokeswoman Kari Holm said the talks failed."
    )
    assert row.on_behalf_of.span.quote == "foreign ministry"


def test_an_expert_speaks_for_nobody(statements_of):
    (row,) = statements_of("The Sudan expert Kari Holm said the talks failed.")
    assert row.on_behalf_of is None


def test_what_stands_behind_a_full_stop_is_not_the_next_speakers(statements_of):
    text = 'Erik Moe called the move "a stab in the back". Anna Berg told Reuters that he lied.'
    rows = [(row.speaker[0].name, row.content[-1].quote) for row in statements_of(text)]
    assert rows == [("Erik Moe", 'the move "a stab in the back'), ("Anna Berg", "that he lied")]


def test_a_word_on_it_all_behind_a_comma_is_not_what_was_said(statements_of):
    text = "Lawyers for both men said they had been tortured, a claim the court rejects."
    said = statements_of(text)[0]
    assert [part.quote for part in said.content] == ["they had been tortured"]


def test_the_day_of_a_vow_is_no_part_of_it(statements_of):
    (row,) = statements_of("Erik Moe vowed on Friday to close the port.")
    assert [part.quote for part in row.content] == ["to close the port"]


def test_a_statement_is_dated_by_its_own_clause(statements_of):
    (row,) = statements_of("Oslo said on 3 May 2021 that the port had been closed in 2019.")
    assert (row.when.value, row.when.basis) == ("2021-05-03", "clause")


def test_several_who_said_it_are_several_speakers(statements_of):
    (row,) = statements_of("Ghana and Togo said the gulf was safe.")
    assert [role.name for role in row.speaker] == ["Ghana", "Togo"]


def test_a_cue_of_nobody_is_no_statement(statements_of):
    assert statements_of("No minister said that the port was closed.") == ()


WITHHELD = [
    "The court overturned the ruling, denying him a victory.",
    "Sanders won the state, denying Clinton a victory.",
    "The rebels attacked the town, denying the government a victory.",
    "The vote denied Erdogan a victory.",
    "The court denied the rebels a ceasefire.",
]


@pytest.mark.parametrize("text", WITHHELD)
def test_what_is_withheld_from_somebody_is_not_denied(statements_of, text):
    assert not [row for row in statements_of(text) if row.act == "deny"]


DENIED = [
    ("Norway denied the attack.", "the attack"),
    ("Norway denied the report and the claim.", "the report and the claim"),
    ("Norway denied attacking Serbia.", "attacking Serbia"),
]


@pytest.mark.parametrize(("text", "content"), DENIED)
def test_what_is_said_not_to_be_is_denied(statements_of, text, content):
    rows = statements_of(text)
    assert [(row.act, row.content[0].quote) for row in rows] == [("deny", content)]


LACKING = [
    ("Trump claimed without evidence that Iran attacked Serbia.", "claimed"),
    ("Trump claimed without providing evidence that Iran attacked Serbia.", "claimed"),
    ("Trump said without proof that Iran attacked Serbia.", "said"),
]


@pytest.mark.parametrize(("text", "cue"), LACKING)
def test_what_a_speaker_lacks_is_no_part_of_what_they_say(statements_of, text, cue):
    rows = statements_of(text)
    said = [(row.cue.quote, [span.quote for span in row.content]) for row in rows]
    assert said == [(cue, ["that Iran attacked Serbia"])]


TITLED = [
    (
        "UN envoy: talks on Yemen may resume in March",
        ("UN envoy", "talks on Yemen may resume in March"),
    ),
    ("Minister on flood: ‘We were warned in May’", ("Minister", "We were warned in May")),
    (
        "Army has lost the border town – Karen rebels",
        ("Karen rebels", "Army has lost the border town"),
    ),
    ("‘We did not fire first’: Kenyan commander", ("Kenyan commander", "We did not fire first")),
    ("Syria: rebels leave the last district of Homs", None),
    ("Analysis: Why the lira keeps falling", None),
]


@pytest.mark.parametrize(("title", "said"), TITLED)
def test_a_title_speaks_by_its_marks_where_its_label_is_somebody(titled_statements_of, title, said):
    """A place before a colon, or the kind of article, says nothing."""
    rows = titled_statements_of(title)
    given = [(row.speaker[0].span.quote, row.content[0].quote) for row in rows]
    assert given == ([said] if said else [])


def test_a_title_echoes_what_the_text_tells_of_the_same_speaker(titled_statements_of):
    text = "Norway says Russia was behind attack\nNorway’s envoy said Russia was behind the attack."
    heading, told = titled_statements_of(text)
    assert (heading.echoes, told.echoes) == (told.id, None)


def test_a_title_of_another_speaker_echoes_nothing(titled_statements_of):
    text = "Thunberg says leaders have failed\nAlok Sharma said the leaders had not failed."
    heading, _ = titled_statements_of(text)
    assert heading.echoes is None


def test_labels_that_come_again_make_a_transcript(statements_of):
    text = "Host: Did you know?\nMerkel: I assumed so.\nHost: By friends?\nMerkel: It is not done."
    rows = statements_of(text)
    assert [row.speaker[0].span.quote for row in rows] == ["Host", "Merkel", "Host", "Merkel"]
    assert statements_of("Capital: Sucre is old.\nExports: gas and tin are sold.") == ()


def test_what_is_quoted_inside_a_quotation_is_nested(statements_of):
    outer, inner = sorted(
        statements_of("“He told us, ‘You have no future here’,” the teacher said."),
        key=lambda row: row.inside is not None,
    )
    assert (inner.inside, inner.content[0].quote) == (outer.id, "You have no future here")


NOTHING_SAID = [
    "Mike Pompeo thanked Kenya.",
    "The minister addressed reporters.",
    "Norway ordered out two envoys.",
    "Kenya recalled its ambassador to Somalia on Tuesday.",
    "A deputy asked not to be named.",
]


@pytest.mark.parametrize("text", NOTHING_SAID)
def test_an_actor_or_a_wish_for_silence_is_nothing_said(statements_of, text):
    assert statements_of(text) == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "The minister said the hostage was well but would not say where he was.",
            ["the hostage was well"],
        ),
        (
            "Duda said the dead were girls, while the minister wrote that he had sent for help.",
            ["the dead were girls", "that he had sent for help"],
        ),
    ],
)
def test_a_content_ends_where_another_statement_begins(statements_of, text, said):
    assert [row.content[0].quote for row in statements_of(text)] == said


def test_a_speaker_behind_a_comma_is_read_by_its_place(statements_of):
    """The parser takes "a spokesman" for another name of the town."""
    (row,) = statements_of(
        "The junta has lost Myawaddy, a spokesman for the union told the Irrawaddy."
    )
    assert (row.speaker[0].span.quote, row.content[0].quote) == (
        "spokesman for the union",
        "The junta has lost Myawaddy",
    )


def test_a_quotation_over_paragraphs_waits_for_the_cue_behind_it(statements_of):
    text = "“We asked in March.\n“In April we asked again,” a sergeant of the contingent said."
    (row,) = statements_of(text)
    assert [span.quote for span in row.content] == ["We asked in March.", "In April we asked again"]


def test_a_body_of_its_own_kind_may_be_passed_in(parsed):
    """A finder takes a Doc as it is, without mentions, times or tables."""
    doc = parsed("Kenya said the port would open in June.").doc
    (row,) = find_statements(doc)
    assert [role.name for role in row.speaker] == ["Kenya"]
    assert row.speaker[0].mention is None


# Hostile input

PIECES = [
    "“We are ready,” said Brandt. ", "he said ", "that ", "“", "”", '"', "‘", "’", "''", "``", "(",
    ")", "[sic] ", ": ", "\n\n", "\r\n", "KERRY: ", "according to ", "Reuters ", "told ",
    "denied it. ",
    "\u2028", "\ufeff", "😀", "—", "Norland accused Sudria of theft, a charge it denied. ", "\x00",
]  # fmt: skip


def check_rows(text, rows):
    ids = {row.id for row in rows}
    assert len(ids) == len(rows)
    for row in rows:
        spans = [row.cue, *row.content, *(r.span for r in (*row.speaker, *row.via) if r.span)]
        assert all(text[s.start : s.end] == s.quote for s in spans)
        assert row.content
        assert row.inside in {*ids, None}
        assert set(row.about) <= ids - {row.id}
        assert 0 <= row.score <= 1
    above = {row.id: row.inside for row in rows}
    for row in rows:
        seen, at = set(), row.id
        while at is not None:
            assert at not in seen
            seen.add(at)
            at = above[at]


@pytest.mark.model
@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_no_text_breaks_the_finder(parser, text):
    parse = parser(Parse.of(parser.nlp.make_doc(text)).report)
    for engine in ENGINES:
        rows = rows_of(parse, engine)
        check_rows(text, rows)
        assert rows == rows_of(parse, engine)


@pytest.mark.model
@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n ",
        "“" * 500 + " he said",
        "he said that " * 300 + "it rained.",
        "“The dam “will hold,” Brandt said on Friday, adding that “nobody (not he) knows. " * 1_200,
        "KERRY: We said “no.”\n" * 400,
    ],
    ids=["empty", "blank", "open marks", "nested", "one long line", "transcript"],
)
def test_a_strange_page_is_read_all_the_same(parser, text):
    parse = parser(Parse.of(parser.nlp.make_doc(text)).report)
    for engine in ENGINES:
        check_rows(text, rows_of(parse, engine))


# Floors on gold data


def attributions(rows):
    return [
        {
            "source": [[r.span.start, r.span.end] for r in row.speaker if r.span],
            "cue": [[row.cue.start, row.cue.end]],
            "content": [[span.start, span.end] for span in row.content],
        }
        for row in rows
        if row.inside is None  # PolNeAR labels nothing inside a content
    ]


@pytest.mark.gold
@pytest.mark.model
@pytest.mark.parametrize(("engine", "least", "least_reporting"), POLNEAR)
def test_attributions_of_polnear_stay_above_their_floors(
    parser, shared, monkeypatch, engine, least, least_reporting
):
    monkeypatch.syspath_prepend(str(shared / "tools"))
    import polnear_eval
    import polnear_io
    from score import REPORTING

    docs = polnear_io.load(str(shared / "gold" / "statements" / "polnear" / "dev"))
    reports = [report_of(name, doc["text"]) for name, doc in docs.items()]
    found = {
        p.report.source: attributions(find_statements(p, engine=engine))
        for p in parser.pipe(reports)
    }
    assert full_f1(polnear_eval, docs, found) >= least

    def reports_it(text, row):
        words = (w for s, e in row["cue"] for w in re.findall(r"\w+", text[s:e]))
        return any(word.lower() in REPORTING for word in words)

    for name, doc in docs.items():
        keep = [r for r in found[name] if reports_it(doc["text"], r)]
        found[name] = keep
        doc["annotators"] = {
            who: [r for r in rows if reports_it(doc["text"], r)]
            for who, rows in doc["annotators"].items()
        }
    assert full_f1(polnear_eval, docs, found) >= least_reporting


def full_f1(polnear_eval, docs, found):
    report = polnear_eval.report(polnear_eval.evaluate(docs, found))
    return report["attribution"]["full"]["f1"]


def report_of(name, text):
    parts = tuple(Part(m.start(), m.end(), "body") for m in re.finditer(r"[^\n]+", text))
    return Report(Report.id_of(None, name, text), name, text, "", language="en", parts=parts)

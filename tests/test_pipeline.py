"""The straight line: every report gives one Record, in order, whatever happens in a stage."""

import re
from dataclasses import replace
from pathlib import Path
from time import process_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import dragoman
import norland
from dragoman.errors import UsageError
from dragoman.ingest import Failure
from dragoman.ingest import read as read_reports
from dragoman.lexicon import load_tables
from dragoman.parse import LINE, Parse
from dragoman.pipeline import code, code_doc, line, together
from dragoman.pipeline.finish import Resolved, above, bodies_of, once, parties_once, referred_to
from dragoman.pipeline.line import LETTERS
from dragoman.record import Actor, Affiliation, Mention, Model, Part, Report, Role, Span, When
from dragoman.render.json import from_json, to_json
from dragoman.store import Writer

EXAMPLES = sorted((Path(__file__).parents[1] / "examples" / "reports").iterdir())
TEXT = "Norway condemned Serbia."


def report(source="a.txt", text=TEXT, language=None):
    return Report(Report.id_of(None, source, text), source, text, "0" * 64, language=language)


class Doc(str):
    """Stands for a parse where no finder looks at it."""

    __slots__ = ()


class Parser:
    """Parses nothing; raises on texts that say so."""

    model = Model("none", "0", "0")

    def pipe(self, reports):
        for each in reports:
            if "no parse" in each.text:
                raise ValueError(each.text)
            yield Parse(each, Doc(each.text))


@pytest.fixture
def bare(monkeypatch):
    """The line with finders that find nothing; those given are used instead."""

    def use(**finders):
        nothing = {name: lambda *_: () for name in vars(line) if name.startswith("find_")} | {
            "find_names": lambda *_: ((), ()),
            "resolve": lambda *_: ((), (), ()),
        }
        for name, finder in (nothing | finders).items():
            monkeypatch.setattr(line, name, finder)
        return lambda reports, **options: list(code(reports, parser=Parser(), **options))

    return use


def failing(parse, *_):
    if "no times" in parse.text:
        raise KeyError(parse.text)
    return ()


# --- nothing stops the batch ------------------------------------------------------------------


def test_every_report_gives_one_record_in_order(bare):
    reports = [report(f"{at}.txt") for at in range(70)]
    records = bare()(reports)
    assert [record.report for record in records] == reports
    assert {record.problem for record in records} == {None}


@pytest.mark.parametrize(
    ("text", "stage", "message"),
    [("no times", "times", "KeyError: 'no times'"), ("no parse", "parse", "ValueError: no parse")],
)
def test_a_stage_that_fails_is_the_problem_of_its_report_alone(bare, text, stage, message):
    reports = [report("a"), report("b", text), report("c")]
    first, second, third = bare(find_times=failing)(reports)
    assert (first.problem, third.problem) == (None, None)
    assert (second.problem.stage, second.problem.message) == (stage, message)
    assert (second.report.id, second.report.text) == (reports[1].id, "")


def test_a_failure_is_logged_with_its_stage(bare, caplog):
    bare(find_times=failing)([report(text="no times")])
    assert "stage times: KeyError('no times')" in caplog.text


@pytest.mark.parametrize("text", ["no times", "no parse"])
def test_strict_raises_what_a_stage_raises(bare, text):
    with pytest.raises((KeyError, ValueError), match=text):
        bare(find_times=failing)([report(text=text)], strict=True)


@pytest.mark.parametrize(
    ("letters", "batches"),
    [([10] * 70, [32, 32, 6]), ([LETTERS, 10, LETTERS, 10], [1, 2, 1]), ([], [])],
)
def test_a_batch_is_so_many_reports_or_so_many_letters(letters, batches):
    reports = [Report("r", "x", "a" * count, "") for count in letters]
    cut = list(together([*reports]))
    assert [len(batch) for batch in cut] == batches
    assert [report for batch in cut for report in batch] == reports


def test_a_source_that_could_not_be_read_keeps_its_place_and_reason(bare):
    lost = Failure("b.pdf", "no text in it", "f" * 64)
    first, second, third = bare()([report("a"), lost, report("c")])
    assert (first.report.source, third.report.source) == ("a", "c")
    assert (second.report.source, second.report.raw_sha256) == ("b.pdf", "f" * 64)
    assert (second.problem.stage, second.problem.message) == ("ingest", "no text in it")


@pytest.mark.parametrize(("language", "read"), [(None, True), ("en", True), ("en-GB", True),
                                                ("de", False), ("eng", False)])  # fmt: skip
def test_a_language_without_tables_is_set_aside_and_named(bare, language, read):
    (record,) = bare()([report(language=language)])
    assert (record.problem is None) is read
    if not read:
        assert record.problem.stage == "parse"
        assert (
            record.problem.message
            == f"language {language} is not coded yet; there are tables for: en"
        )


def test_stages_are_watched_in_order(bare):
    seen = []

    class Watch:
        def __init__(self, stage):
            seen.append(stage)

        def __enter__(self): ...

        def __exit__(self, *_): ...

    bare()([report()], watch=Watch)
    assert seen == ["parse", "times", "mentions", "statements", "resolve", "events", "positions",
                    "record"]  # fmt: skip


# --- who is meant, read again -----------------------------------------------------------------


def mention(id_, name, actor, at=0, words="she"):
    return Mention(id_, Span(at, at + len(words), words), actor, "pronoun", "nearest", name)


def spoken(**changes):
    return replace(norland.record().statements[0], on_behalf_of=None, via=(), **changes)


def test_roles_are_read_from_the_resolved_mention_and_keep_their_words():
    she = Role(None, "she", Span(9, 12, "she"), mention="m1")
    said = spoken(speaker=(she,))
    resolved = Resolved([mention("m1", "Ada Brandt", "brandt", 9)]).statement(said, {})
    (speaker,) = resolved.speaker
    assert (speaker.actor, speaker.name, speaker.rule) == ("brandt", "Ada Brandt", "nearest")
    assert (speaker.span, speaker.mention) == (she.span, "m1")
    assert resolved.id == said.id


def test_they_who_are_two_are_two_speakers():
    they = Role(None, "they", Span(0, 3, "she"), mention="m1")
    both = [mention("m1", "Norland", "nor"), mention("m2", "Sudria", "sud")]
    resolved = Resolved(both).statement(spoken(speaker=(they,)), {})
    assert [role.actor for role in resolved.speaker] == ["nor", "sud"]


def test_nobody_has_one_part_twice():
    """ "Norland and Sudria said they would leave": nobody leaves twice."""
    named = [Role("nor", "Norland", Span(0, 7, "Norland")), Role("sud", "Sudria")]
    they = [replace(role, span=Span(20, 24, "they")) for role in named]
    words = Role.words(Span(30, 39, "officials"))
    event = replace(norland.events()[0], source=(*named, *they, words), target=(*they, *named))
    assert parties_once(event).source == (*named, words)
    assert parties_once(event).target == tuple(they)
    said = Resolved([]).statement(spoken(speaker=(*named, *they)), {})
    assert said.speaker == tuple(named)


def test_words_that_name_nobody_stay_words():
    role = Role.words(Span(0, 9, "officials"))
    assert Resolved([]).statement(spoken(speaker=(role,)), {}).speaker == (role,)


def test_a_speaker_speaks_for_the_body_she_belongs_to_unless_another_is_named():
    brandt = Role("brandt", "Ada Brandt", Span(0, 10, "Ada Brandt"), mention="m1")
    ministry, union = Role("ministry", "the ministry"), Role("union", "the union")
    office = Affiliation("a1", brandt, "minister", ministry, When(), (), (), "title")
    later = Affiliation("a2", brandt, "head", union, When(), (), (), "title")
    bodies = bodies_of([office, later], [])
    said = spoken(speaker=(brandt,))
    assert Resolved([]).statement(said, bodies).on_behalf_of == ministry
    named = replace(said, on_behalf_of=union)
    assert Resolved([]).statement(named, bodies).on_behalf_of == union
    other = spoken(speaker=(Role("other", "other"),))
    assert Resolved([]).statement(other, bodies).on_behalf_of is None


def test_nobody_speaks_for_what_they_have_left_and_no_group_for_what_it_is_a_part_of():
    brandt, wing = Role("brandt", "Ada Brandt"), Role("wing", "the wing")
    ministry, union = Role("ministry", "the ministry"), Role("union", "the union")
    left = Affiliation("a1", brandt, "minister", ministry, When(), (), (), "title", "former")
    part = Affiliation("a2", wing, "armed wing", union, When(), (), (), "part")
    assert bodies_of([left, part], [Actor("wing", "the wing", "armed_group")]) == {}


# --- the rows of a record ---------------------------------------------------------------------


def test_the_first_of_rows_with_one_id_is_kept():
    first, second = mention("m1", "a", None), mention("m1", "b", None)
    assert once([first, second, mention("m2", "c", None)]) == (first, mention("m2", "c", None))


def test_actors_are_those_referred_to_and_what_they_are_part_of_by_id():
    record = replace(norland.record(), mentions=(mention("m1", "x", "c"),))
    record = replace(record, affiliations=(), statements=(), events=(), positions=())
    cast = [Actor("c", "C", "body", part_of="a"), Actor("b", "B", "state"), Actor("a", "A", "igo")]
    assert [actor.id for actor in referred_to(record, cast)] == ["a", "c"]


def test_rows_below_the_mark_go_but_not_what_a_kept_row_hangs_on():
    record = norland.record()
    hanging = next(event for event in record.events if event.said_in)
    low = tuple(replace(row, score=0.1) for row in record.statements)
    events = tuple(replace(e, score=0.9 if e is hanging else 0.1) for e in record.events)
    positions = tuple(replace(row, score=0.1) for row in record.positions)
    marked = replace(record, statements=low, events=events, positions=positions)
    kept = above(marked, 0.5)
    assert [event.id for event in kept.events] == [hanging.id]
    assert set(hanging.said_in) <= {row.id for row in kept.statements}
    assert kept.positions == ()
    assert above(marked, 0.1) == marked


# --- with the model ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def records(parser):
    reports = [r for path in EXAMPLES for r in read_reports(path)]
    return list(code(reports, parser=parser, strict=True))


def spans_in(value):
    """Every span below a value, but for offsets into the source."""
    if isinstance(value, Span):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from spans_in(item)
    elif hasattr(value, "__slots__") and not isinstance(value, Report):
        for name in value.__slots__:
            yield from spans_in(getattr(value, name))


@pytest.mark.model
def test_the_examples_give_rows_of_every_kind(records):
    assert len(records) == len(EXAMPLES)
    assert all(record.problem is None for record in records)
    for kind in ("mentions", "actors", "affiliations", "times", "statements", "events",
                 "positions"):  # fmt: skip
        assert any(getattr(record, kind) for record in records), kind


@pytest.mark.model
def test_every_span_quotes_the_text(records):
    for record in records:
        text = record.report.text
        found = list(spans_in(record))
        assert found
        assert [s for s in found if text[s.start : s.end] != s.quote or s.start >= s.end] == []


@pytest.mark.model
def test_ids_are_unique_and_every_reference_resolves(records):
    for record in records:
        rows = (*record.mentions, *record.affiliations, *record.times, *record.statements,
                *record.events, *record.positions)  # fmt: skip
        ids = [row.id for row in rows]
        assert len(ids) == len(set(ids))
        said = {row.id for row in record.statements}
        for row in (*record.affiliations, *record.events, *record.positions):
            assert set(row.said_in) <= said
        for row in record.statements:
            assert {*row.about, *filter(None, [row.inside])} <= said - {row.id}
        echoed = {row.echoes for row in (*record.events, *record.positions)} - {None}
        assert echoed <= set(ids)


@pytest.mark.model
def test_no_actor_of_the_examples_has_one_part_of_a_row_twice(records):
    parts = [
        part for record in records
        for part in (*(p for s in record.statements for p in (s.speaker, s.via)),
                     *(p for e in record.events for p in (e.source, e.target)))
    ]  # fmt: skip
    assert parts
    for part in parts:
        actors = [role.actor for role in part if role.actor]
        assert len(actors) == len(set(actors))


@pytest.mark.model
def test_every_actor_of_a_role_is_listed(records):
    for record in records:
        listed = {actor.id for actor in record.actors}
        meant = {m.actor for m in record.mentions}
        for row in record.statements:
            meant |= {role.actor for role in (*row.speaker, *row.via)}
        for row in record.events:
            meant |= {role.actor for role in (*row.source, *row.target)}
        for row in record.positions:
            meant |= {row.holder.actor, row.target.actor}
        assert meant - {None} <= listed
        assert [actor.id for actor in record.actors] == sorted(listed)


@pytest.mark.model
def test_nothing_hangs_on_itself_in_a_ring(records):
    for record in records:
        inside = {row.id: row.inside for row in record.statements}
        for start in inside:
            seen, at = set(), start
            while at:
                assert at not in seen
                seen.add(at)
                at = inside[at]


@pytest.mark.model
def test_a_reports_rows_depend_neither_on_its_neighbours_nor_on_the_run(records, parser):
    reports = [r for path in EXAMPLES for r in read_reports(path)]
    alone = [to_json(record) for one in reversed(reports) for record in code([one], parser=parser)]
    assert alone[::-1] == [to_json(record) for record in records]


@pytest.mark.model
def test_read_is_the_door_and_takes_a_date(parser, tmp_path):
    file = tmp_path / "a.txt"
    file.write_text("Norway's premier met Serbia's envoy on Wednesday.\n")
    (open_,) = dragoman.read(file, parser=parser)
    (dated,) = dragoman.read(file, published="2015-12-23", parser=parser)
    assert (open_.report.published.value, dated.report.published.value) == (None, "2015-12-23")
    assert [time.value for time in dated.times] == ["2015-12-23"]
    assert [time.value for time in open_.times] == ["XXXX-WXX-3"]
    with pytest.raises(UsageError, match="no date"):
        dragoman.read(file, published="someday", parser=parser)


@pytest.mark.model
def test_a_language_that_is_given_is_believed(parser, tmp_path):
    file = tmp_path / "a.txt"
    file.write_text(
        "Die Regierung in Oslo verurteilte den Angriff auf das Dorf am Mittwoch scharf und rief"
        " ihre Botschafterin zurück. Belgrad wies die Vorwürfe zurück und kündigte an, seinerseits"
        " Maßnahmen zu ergreifen, falls die Strafmaßnahmen nicht bis Freitag aufgehoben werden.\n"
    )
    (found,) = dragoman.read(file, parser=parser)
    (given,) = dragoman.read(file, language="en", parser=parser)
    assert found.problem.message == "language de is not coded yet; there are tables for: en"
    assert found.report.text == file.read_text().rstrip()
    assert found.report.parts
    assert not found.statements
    assert (given.problem, given.report.language) == (None, "en")


@pytest.mark.model
def test_finders_work_on_a_users_own_doc(parser):
    doc = parser.nlp("Norway condemned the attack by Serbia, the minister said.")
    record = code_doc(doc, tables=load_tables("en"))
    assert record.report.text == doc.text
    assert record.statements
    assert record.coded_with.model is None
    assert dragoman.find_statements(doc)


# --- any text at all --------------------------------------------------------------------------

WORDS = sorted({word for path in EXAMPLES for word in path.read_text("utf-8").split()})
MARKS = ["“", "”", '"', "'", "‘", "’", "(", ")", "[", "…", "—", "-", ":", ";", ",", ".", "?!", "\n",
         "\n\n", "\r\n", "\u2028", "\u202e", "\ud800", "\x00", "\u200b", "🤝", "said", "who", "$",
         "2015", "Monday", "Mr", "she", "it"]  # fmt: skip
PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")  # JSON itself reads such a pair as one
garbled = st.lists(st.sampled_from(WORDS) | st.sampled_from(MARKS), max_size=60).map(" ".join)
anything = garbled | st.text(st.characters(categories=None), max_size=80)


def holds_for(parser, text, source="fuzz"):
    """A strict run over a text as one body, and what must hold of every record."""
    parts = tuple(Part(m.start(), m.end(), "body") for m in LINE.finditer(text))
    made = replace(report(source, text), parts=parts)
    (record,) = code([made], parser=parser, strict=True)
    assert [s for s in spans_in(record) if text[s.start : s.end] != s.quote] == []
    assert from_json(to_json(record)) == record or PAIR.search(text)
    return record


@pytest.mark.model
@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(text=anything)
def test_no_text_raises_in_any_stage(parser, text):
    holds_for(parser, text)


@pytest.mark.soak
@pytest.mark.model
@settings(max_examples=6000, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=anything)
def test_no_text_raises_in_any_stage_for_long(parser, text):
    holds_for(parser, text)


@pytest.mark.soak
@pytest.mark.model
def test_a_book_in_one_sentence_and_a_sentence_a_thousand_times(parser):
    once = "Norway said that Serbia, which Norway condemned, denied that it had attacked "
    for text in ("(" * 5000, once * 400, (once + "Kenya.\n") * 1000, "“" * 3000, "and " * 5000):
        began = process_time()
        holds_for(parser, text)
        assert process_time() - began < 120


@pytest.mark.soak
@pytest.mark.model
@pytest.mark.gold
def test_a_year_of_wikinews_runs_through_the_same_twice(parser, shared, tmp_path):
    texts = shared / "gold" / "reports" / "wikinews.jsonl"
    first = [to_json(record) for record in dragoman.read(texts, parser=parser)]
    assert len(first) == 288
    assert [line for line in first if from_json(line).problem] == []
    with Writer(tmp_path / "r.db", "2020-01-01T00:00:00Z") as writer:
        writer.write(map(from_json, first))
    with dragoman.open(tmp_path / "r.db") as stored:
        assert [to_json(record) for record in stored.records()] == first
    assert [to_json(record) for record in dragoman.read(texts, parser=parser)] == first


@pytest.mark.model
def test_the_public_finders_take_a_doc_and_resolve_its_actors(parser):
    doc = parser.nlp("Norway's minister told Interfax that Norway condemned Serbia on Monday.")
    (statement,) = dragoman.find_statements(doc)
    (event,) = dragoman.find_events(doc)
    (position,) = dragoman.find_positions(doc)
    assert statement.via[0].actor == "interfax"
    assert (event.type, event.source[0].actor, event.target[0].actor) == ("ACCUSE", "NOR", "SRB")
    assert (position.holder.actor, position.sign, position.target.actor) == ("NOR", -1, "SRB")
    assert event.said_in == position.said_in == (statement.id,)

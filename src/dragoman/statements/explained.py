"""A statement -> the decisions behind it, made again: cue, content, speaker, channel, nesting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.grammar.clauses import VERBAL, children
from dragoman.lexicon import load_tables
from dragoman.parse import Parse
from dragoman.settings import DEFAULT_ENGINE, Engine
from dragoman.statements.content import Shapes
from dragoman.statements.find import bare_row, ruled, settled, settled_drafts
from dragoman.statements.scene import Scene, subtree
from dragoman.statements.speaker import is_said
from dragoman.statements.trained.engine import RULE
from dragoman.statements.trained.explained import explain_votes
from dragoman.statements.trained.weights import load_weights
from dragoman.steps import SHOWN, Option, Step, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from spacy.tokens import Doc

    from dragoman.lexicon import Tables
    from dragoman.lexicon.schema import Cue
    from dragoman.record import Mention, Statement, Time
    from dragoman.statements.scene import Draft

FORMS = {
    "quote": "a quotation beside the cue",
    "that": "a clause below the cue",
    "wh": "an indirect question below the cue",
    "to": "an infinitive below the cue",
    "ing": "a gerund below the cue",
    "object": "the object of the cue",
    "speech": "an object that is itself something said",
    "as": "what somebody or something is called",
    RULE: "what the trained models alone take for a cue: no rule does",
    "around": "the clause that the cue stands in or beside, as a parenthesis",
}
SUBJECTS = frozenset({"nsubj", "nsubjpass"})
PLACES = {
    "nsubj": "the subject",
    "nsubjpass": "the subject",
    "dobj": "the object",
    "pobj": "the object",
    "poss": "the owner",
    "compound": "a part",
    "amod": "a part",
    "conj": "beside, as a second",
    "appos": "another name",
}
TELLING = frozenset({"NOUN", "PROPN", "VERB", "NUM"})


def explain_statement(
    source: Parse | Doc,
    row: Statement,
    mentions: Iterable[Mention] = (),
    times: Iterable[Time] = (),
    tables: Tables | None = None,
    engine: Engine = DEFAULT_ENGINE,
) -> tuple[Step, ...]:
    """The decisions behind a statement; empty where the report's words do not give it.

    Args:
        source: A Parse, or a spaCy Doc of your own.
        row: The statement as ``find_statements`` gave it, its roles resolved or not.
        mentions: The mentions that ``find_statements`` was given.
        times: The times that it was given.
        tables: The tables that made it.
        engine: The engine that found it.
    """
    parse = Parse.of(source)
    scene = Scene(parse, mentions, times, tables or load_tables(parse.report.language or "en"))
    kept = settled_drafts(scene, engine)
    drafts = {bare_row(scene, each).id: each for each in reversed(kept)}
    draft = drafts.get(row.id)
    if draft is None:
        return ()
    votes = _votes(scene, draft, engine)
    own = () if votes else (_content(scene, draft, row), _speaker(scene, draft, row))
    return (
        _cue(scene, draft),
        *votes,
        *own,
        Step("act", row.act, f"of the cue {draft.entry.id}"),
        Step("mode", row.mode, _quoted(row)),
        *_via(scene, draft, row),
        *_taken_up(scene, draft, drafts, row),
        *(() if votes else (_score(row, engine),)),
    )


def _votes(scene: Scene, draft: Draft, engine: Engine) -> tuple[Step, ...]:
    """What the trained models made of the cue; nothing where rules alone found the row."""
    weights = load_weights(scene.tables.language) if engine == "trained" else None
    if weights is None:
        return ()
    drafts = ruled(scene)
    return explain_votes(scene, drafts, settled(scene, drafts), weights, draft)


def _score(row: Statement, engine: Engine) -> Step:
    reason = "the share of this cue's rows that were right, measured"
    if engine == "trained":
        reason += "; nested, or passed on by a medium: there the trained models have no vote"
    return Step("score", f"{row.score:.2f}", reason)


def _cue(scene: Scene, draft: Draft) -> Step:
    """The entry of the table, beside the others of its word, in the order they were tried."""
    entries = _entries(scene, draft)
    reason = f"takes {FORMS.get(draft.form, _phrase(draft.form))}"
    reason = FORMS[RULE] if draft.form == RULE else reason
    options = [_option(scene, draft, entry, entries) for entry in entries]
    words = scene.parse.span_of(draft.cue).quote
    return Step("cue", words, reason, draft.entry.id, None, nearest(options))


def _entries(scene: Scene, draft: Draft) -> list[Cue]:
    book, head = scene.cues, draft.head
    found = [cue for cue, _ in book.of_verb(head)] if head.pos_ in VERBAL else []
    found += book.of_noun(head) if head.pos_ in {"NOUN", "PROPN"} else []
    found += book.of_adjective(head) if head.pos_ == "ADJ" else []
    found += [cue for _, cue in book.phrases.get(head.lower_, ())]
    return list(dict.fromkeys(found)) if draft.entry in found else [draft.entry]


def _option(scene: Scene, draft: Draft, entry: Cue, entries: list[Cue]) -> Option:
    if entry is draft.entry:
        return Option(entry.id, chosen=True, reason=f"takes {', '.join(entry.takes)}")
    if entries.index(entry) > entries.index(draft.entry):
        return Option(entry.id, chosen=False, reason="stands later in the table")
    if draft.head.pos_ in VERBAL and not is_said(draft.head, entry.act, scene.words):
        return Option(entry.id, chosen=False, reason="here nobody does so")
    return Option(entry.id, chosen=False, reason=f"no {' or '.join(entry.takes)} here")


def _content(scene: Scene, draft: Draft, row: Statement) -> Step:
    pieces = " … ".join(span.quote for span in row.content)
    reason = FORMS.get(draft.form, _phrase(draft.form))
    if len(row.content) > 1:
        reason += f"; {len(row.content)} stretches, broken by what is not said in it"
    return Step("content", pieces, reason, None, None, tuple(_other_forms(scene, draft)))


def _other_forms(scene: Scene, draft: Draft) -> Iterator[Option]:
    """What else stands below the cue that a cue may take."""
    if draft.head.pos_ not in VERBAL:
        return
    for form, tokens in Shapes(scene, draft.head).found.items():
        words = scene.parse.span_of(scene.doc[i] for i in tokens).quote
        chosen = form == draft.form
        listed = form in draft.entry.takes
        reason = "taken" if chosen else "comes later in the cue's list" if listed else "not taken"
        yield Option(form, chosen, f"{reason}: “{words}”")


def _phrase(form: str) -> str:
    return f"the phrase of “{form.removeprefix('prep:')}”"


def _speaker(scene: Scene, draft: Draft, row: Statement) -> Step:
    answer = ", ".join(role.name for role in row.speaker) or "nobody"
    options = tuple(_rivals(scene, draft))[:SHOWN]
    return Step("speaker", answer, _why_speaker(draft), None, None, options)


def _why_speaker(draft: Draft) -> str:
    if not draft.said_by:
        return "a passive without a by-phrase names nobody, and nobody is put in"
    head = draft.said_by[0]
    if draft.head.text == ":":
        return "stands before the colon"
    if draft.passive:
        return "in the by-phrase of a passive"
    if any(head.i == s.i for s in children(draft.head, *SUBJECTS)):
        return f"the subject of “{draft.head.text}”"
    if draft.head.pos_ in {"NOUN", "PROPN"}:
        return f"whose “{draft.head.text}” it is"
    if draft.head.pos_ in VERBAL:
        return f"whom “{draft.head.text}” is said of, by the grammar or the place of the words"
    return "named by the phrase of the cue"


def _rivals(scene: Scene, draft: Draft) -> Iterator[Option]:
    """The actors named in the cue's sentence outside the content, and what they are there."""
    sentence = scene.sentence(draft.head.i)
    tokens = [t for t in sentence.tokens if t.i not in draft.content] if sentence else []
    chosen = {head.i for head in draft.said_by}
    inside = {i for head in draft.said_by for i in subtree(head)} - chosen
    for mention in scene.mentioned.within(tokens):
        head = scene.mentioned.heads[mention.id]
        if head.i not in inside:
            reason = f"{PLACES.get(head.dep_, head.dep_)} of “{head.head.text}”"
            yield Option(mention.span.quote, head.i in chosen, reason, None, mention.span)


def _quoted(row: Statement) -> str:
    if row.mode == "direct":
        return "the words are in quotation marks, or set as speech"
    return "partly in quotation marks" if row.mode == "mixed" else "no quotation marks"


def _via(scene: Scene, draft: Draft, row: Statement) -> Iterator[Step]:
    sentence = scene.sentence(draft.head.i)
    for role in row.via:
        own = sentence and role.span and sentence.start <= role.span.start < sentence.end
        reason = "named in the cue's own sentence" if own else _lasting()
        yield Step("via", role.name, reason)


def _lasting() -> str:
    return "named with an earlier statement of the same speaker; no other occasion is named since"


def _taken_up(
    scene: Scene, draft: Draft, drafts: Mapping[str, Draft], row: Statement
) -> Iterator[Step]:
    """What ties a confirmation or denial to what was said before."""
    for id_ in row.about:
        other = drafts.get(id_)
        shared = _lemmas(scene, draft) & _lemmas(scene, other) if other is not None else set()
        words = ", ".join(sorted(shared))
        reason = f"both speak of: {words}" if words else "taken up by a word that points back"
        cue = scene.parse.span_of(other.cue).quote if other is not None else id_
        yield Step("taken up", f"“{cue}”", reason)


def _lemmas(scene: Scene, draft: Draft) -> set[str]:
    tokens = (scene.doc[i] for i in draft.content)
    return {t.lemma_.lower() for t in tokens if t.pos_ in TELLING}

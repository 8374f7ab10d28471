"""Parse -> statements: who said what, in which words, through whom."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dragoman.grammar.clauses import children
from dragoman.lexicon import Tables, load_tables
from dragoman.parse import Parse
from dragoman.record import Mode, Span, Statement, When
from dragoman.settings import DEFAULT_ENGINE, Engine
from dragoman.statements.about import about_of
from dragoman.statements.cast import Cast
from dragoman.statements.chain import innermost, nested_badly
from dragoman.statements.colons import fill_open
from dragoman.statements.drafts import drafts_of
from dragoman.statements.echoes import echoes_of
from dragoman.statements.empty import says_nothing
from dragoman.statements.layout import labelled
from dragoman.statements.nesting import passed_on, reattach
from dragoman.statements.parting import part
from dragoman.statements.quotations import allot, allot_inner
from dragoman.statements.scene import Draft, Scene, runs, subtree
from dragoman.statements.speaker import on_behalf_of, role
from dragoman.statements.trained.engine import weighed
from dragoman.statements.trained.weights import load_weights
from dragoman.statements.via import channel, via_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spacy.tokens import Doc, Token

    from dragoman.record import Mention, Time

NEAR = 6  # sentences back to which "the statement" may point
DIRECT = 0.9  # share of a content's words inside quotation marks from which it is a direct one


def find_statements(
    source: Parse | Doc,
    mentions: Iterable[Mention] = (),
    times: Iterable[Time] = (),
    tables: Tables | None = None,
    engine: Engine = DEFAULT_ENGINE,
) -> tuple[Statement, ...]:
    """The statements of a report in text order, nested ones with the statement they are inside.

    "“Our interests coincide,” Kabulov told Interfax": speaker Kabulov, cue "told", content "Our
    interests coincide", via Interfax, mode direct. Nothing found is an empty tuple.

    Args:
        source: A Parse, or a spaCy Doc of your own.
        mentions: Mentions of the report; with none, speakers are words that name nobody.
        times: Times of the report, for ``when``.
        tables: The tables of a language; those of the report's language by default.
        engine: ``trained`` lets weights choose among what the rules find, and add to it, where
            the language has any; ``rules`` leaves all to the rules.
    """
    parse = Parse.of(source)
    scene = Scene(parse, mentions, times, tables or load_tables(parse.report.language or "en"))
    return _rows(scene, settled_drafts(scene, engine))


def weights_digest(engine: Engine = DEFAULT_ENGINE, language: str = "en") -> str | None:
    """The digest of the weights that an engine finds statements with; None where rules alone do."""
    weights = load_weights(language) if engine == "trained" else None
    return weights.digest if weights is not None else None


def settled_drafts(scene: Scene, engine: Engine = DEFAULT_ENGINE) -> list[Draft]:
    """The drafts that make the rows of a report, in text order."""
    drafts = ruled(scene)
    kept = settled(scene, drafts)
    weights = load_weights(scene.tables.language) if engine == "trained" else None
    if weights is None:
        return kept
    return settled(scene, weighed(scene, drafts, kept, weights))


def ruled(scene: Scene) -> list[Draft]:
    """The drafts of the rules, the nested ones not yet sorted out."""
    drafts = drafts_of(scene)
    allot(scene, drafts)
    allot_inner(scene, drafts)
    fill_open(scene, drafts)
    drafts = [*labelled(scene), *drafts]
    reattach(scene, drafts)
    return passed_on(scene, drafts)


def settled(scene: Scene, drafts: list[Draft]) -> list[Draft]:
    """The drafts that make rows, in text order, once the nested ones among them are known.

    A cue inside quotation marks counts only within a content, one within a content only where it
    is somebody else's speech.
    """
    part(scene, drafts)
    told = (d for d in drafts if runs(scene, d.content) and not says_nothing(scene, d))
    kept = sorted(told, key=lambda d: (d.first, d.head.i))
    while True:
        inside = innermost(kept)
        fit = [
            draft
            for number, draft in enumerate(kept)
            if (
                not nested_badly(scene, draft, kept[inside[number]])
                if number in inside
                else not draft.in_quote
            )
        ]
        if len(fit) == len(kept):
            return kept
        kept = fit


def _rows(scene: Scene, drafts: list[Draft]) -> tuple[Statement, ...]:
    """The statements of drafts, each once."""
    inside = innermost(drafts)
    cast = Cast(scene, drafts, inside)
    passed_on = via_of(scene, drafts, inside, cast)
    echoes = echoes_of(scene, drafts)
    about = about_of(scene, drafts, inside, echoes, cast)
    bare: list[Statement] = []
    for draft in drafts:
        earlier = list(zip(drafts, bare, strict=False))
        bare.append(_signed(scene, draft, bare_row(scene, draft), earlier))
    rows: dict[str, Statement] = {}
    for number, row in enumerate(bare):
        whole = replace(
            row,
            via=tuple(channel(scene, head) for head in passed_on[number]),
            inside=bare[inside[number]].id if number in inside else None,
            about=tuple(dict.fromkeys(bare[k].id for k in about[number])),
            echoes=bare[echoes[number]].id if number in echoes else None,
        )
        rows.setdefault(row.id, whole)
    return tuple(rows.values())


def bare_row(scene: Scene, draft: Draft) -> Statement:
    """The row of a draft by itself, before it is tied to others."""
    cue, content = scene.parse.span_of(draft.cue), _spans(scene, draft)
    speaker = tuple(role(scene, head, draft) for head in draft.said_by)
    return Statement(
        id=Statement.id_of(scene.parse.report.id, cue, content, speaker),
        speaker=speaker,
        on_behalf_of=on_behalf_of(scene, draft.said_by),
        via=(),
        cue=cue,
        content=content,
        mode=_mode(scene, draft),
        act=draft.entry.act,
        inside=None,
        about=(),
        when=_when(scene, draft),
        score=draft.entry.score if draft.score is None else draft.score,
        rule=draft.entry.id,
    )


def _signed(
    scene: Scene, draft: Draft, row: Statement, before: list[tuple[Draft, Statement]]
) -> Statement:
    """The row with the author of "the statement" as speaker, where one was named with it before.

    "Brandt announced the move in a letter. The letter also said …": Brandt.
    """
    head = draft.said_by[0] if len(draft.said_by) == 1 else None
    if head is None or row.speaker[0].mention or not _points_back(scene, head):
        return row
    here = scene.parse.sentence_at(head)
    for earlier, other in reversed(before):
        there = scene.parse.sentence_at(earlier.head)
        if here is None or there is None or here.number - there.number > NEAR:
            break
        mentioned = any(t.lemma_ == head.lemma_ and t.i < head.i for t in there.tokens)
        if mentioned and any(role.mention for role in other.speaker):
            speaker = tuple(
                replace(author, span=row.speaker[0].span, antecedent=author.span)
                for author in other.speaker
            )
            return replace(row, speaker=speaker, on_behalf_of=other.on_behalf_of)
    return row


def _points_back(scene: Scene, head: Token) -> bool:
    """Whether a speaker is a letter or statement that was told of before."""
    words = scene.words
    return head.lemma_.lower() in words.documents and any(
        c.lower_ in words.definite for c in children(head, "det")
    )


def _when(scene: Scene, draft: Draft) -> When:
    """When it was said: the time in the cue's clause, not one in what was said."""
    speakers = {i for head in draft.said_by for i in subtree(head)} - {draft.head.i}
    told = draft.content | speakers
    clause = [scene.doc[i] for i in subtree(draft.head) if i not in told]
    return scene.timeline.of(draft.head, clause)


def _spans(scene: Scene, draft: Draft) -> tuple[Span, ...]:
    doc = scene.doc
    return tuple(
        scene.parse.span(doc[a].idx, doc[b].idx + len(doc[b]))
        for a, b in runs(scene, draft.content)
    )


def _mode(scene: Scene, draft: Draft) -> Mode:
    if draft.direct:
        return "direct"
    words = [i for i in draft.content if scene.alpha[i]]
    quoted = sum(scene.quote_at[i] is not None for i in words)
    if not quoted:
        return "indirect"
    return "direct" if quoted >= DIRECT * len(words) else "mixed"

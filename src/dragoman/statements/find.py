"""Parse -> statements: who said what, in which words, through whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.lexicon import Tables, load_tables
from dragoman.parse import Parse
from dragoman.record import Mode, Span, Statement, When
from dragoman.statements.about import about_of
from dragoman.statements.cast import Cast
from dragoman.statements.chain import channel, innermost, nested_badly, via_of
from dragoman.statements.drafts import drafts_of
from dragoman.statements.layout import labelled
from dragoman.statements.nesting import reattach
from dragoman.statements.quotations import allot
from dragoman.statements.scene import Draft, Scene, runs, subtree
from dragoman.statements.speaker import on_behalf_of, role

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spacy.tokens import Doc

    from dragoman.record import Mention, Time

DIRECT = 0.9  # share of a content's words inside quotation marks from which it is a direct one


def find_statements(
    source: Parse | Doc,
    mentions: Iterable[Mention] = (),
    times: Iterable[Time] = (),
    tables: Tables | None = None,
) -> tuple[Statement, ...]:
    """The statements of a report in text order, nested ones with the statement they are inside.

    "“Our interests coincide,” Kabulov told Interfax": speaker Kabulov, cue "told", content "Our
    interests coincide", via Interfax, mode direct. Nothing found is an empty tuple.

    Args:
        source: A Parse, or a spaCy Doc of your own.
        mentions: Mentions of the report; with none, speakers are words that name nobody.
        times: Times of the report, for ``when``.
        tables: The tables of a language; those of the report's language by default.
    """
    parse = Parse.of(source)
    scene = Scene(parse, mentions, times, tables or load_tables(parse.report.language or "en"))
    drafts = drafts_of(scene)
    allot(scene, drafts)
    drafts = [d for d in (*labelled(scene), *drafts) if d.content]
    reattach(scene, drafts)
    return tuple(_rows(scene, drafts))


def _rows(scene: Scene, drafts: list[Draft]) -> list[Statement]:
    drafts.sort(key=lambda d: (d.first, d.head.i))
    inside = innermost(drafts)
    kept = [d for n, d in enumerate(drafts) if not (n in inside and nested_badly(scene, d))]
    kept = [d for d in kept if not d.in_quote or _is_nested(d, kept)]
    inside = innermost(kept)
    cast = Cast(scene, kept, inside)
    passed_on = via_of(scene, kept, inside, cast)
    about = about_of(scene, kept, inside, cast)
    report = scene.parse.report.id
    ids: list[str] = []
    rows: list[Statement] = []
    parts = []
    for draft in kept:
        cue = scene.parse.span_of(draft.cue)
        content = _spans(scene, draft)
        speaker = tuple(role(scene, head, draft) for head in draft.said_by)
        parts.append((cue, content, speaker))
        ids.append(Statement.id_of(report, cue, content, speaker))
    for number, draft in enumerate(kept):
        cue, content, speaker = parts[number]
        if not content:
            continue
        holder = inside.get(number)
        rows.append(
            Statement(
                id=ids[number],
                speaker=speaker,
                on_behalf_of=on_behalf_of(scene, draft.said_by),
                via=tuple(channel(scene, head) for head in passed_on[number]),
                cue=cue,
                content=content,
                mode=_mode(scene, draft),
                act=draft.entry.act,
                inside=ids[holder] if holder is not None else None,
                about=tuple(ids[k] for k in about[number]),
                when=_when(scene, draft),
                score=draft.entry.score,
                rule=draft.entry.id,
            )
        )
    return rows


def _when(scene: Scene, draft: Draft) -> When:
    """When it was said: the time in the cue's clause, not one in what was said."""
    speakers = {i for head in draft.said_by for i in subtree(head)} - {draft.head.i}
    clause = [t for t in draft.head.subtree if t.i not in draft.content | speakers]
    return scene.timeline.of(draft.head, clause)


def _is_nested(draft: Draft, drafts: list[Draft]) -> bool:
    return any(draft.head.i in other.content for other in drafts if other is not draft)


def _spans(scene: Scene, draft: Draft) -> tuple[Span, ...]:
    doc = scene.doc
    return tuple(
        scene.parse.span(doc[a].idx, doc[b].idx + len(doc[b]))
        for a, b in runs(scene, draft.content)
    )


def _mode(scene: Scene, draft: Draft) -> Mode:
    if draft.direct:
        return "direct"
    words = [i for i in draft.content if scene.doc[i].is_alpha]
    quoted = sum(scene.quote_at[i] is not None for i in words)
    if not quoted:
        return "indirect"
    return "direct" if quoted >= DIRECT * len(words) else "mixed"

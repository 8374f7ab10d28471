"""Drafts and quotations -> drafts with their quotations: whose words each quotation is."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dragoman.statements.scene import Draft, Quoted, Scene

UNSAID = frozenset({"think", "plan"})
WINDOW = 400  # tokens around a quotation in which its cue is looked for
NEAR = 14  # tokens between a quotation and a cue of the same sentence, its speaker included
PARTING = frozenset({",", "."})  # between a quotation and a cue behind it: the cue is another's
CLOSE = 7  # the same inside another quotation, or where the sentence ended at its "?" or "!"


def allot(scene: Scene, drafts: list[Draft]) -> None:
    """Gives every spoken quotation to the draft whose words it is, by filling its content.

    A quotation whose words a cue outside it already takes is taken whole. One beside a cue is that
    cue's. One without any cue of its own that goes on in the next paragraph is whoever's the rest
    is. Any other belongs to the statement before it: in the same paragraph, or across one where the
    marks go on or the paragraph is nothing but the quotation.
    """
    outer = sorted((d for d in drafts if not d.in_quote), key=lambda d: d.head.i)
    places = [draft.head.i for draft in outer]
    previous: Draft | None = None
    open_quote: Quoted | None = None
    waiting: list[Quoted] = []  # parts of a quotation that goes on, whose cue is behind them
    for quote in scene.quotes:
        if not quote.spoken or scene.sentence_of[quote.first] < 0:
            continue
        near = outer[
            bisect_left(places, quote.first - WINDOW) : bisect_left(places, quote.last + WINDOW)
        ]
        owner = _taking(scene, quote, near) or _beside(scene, quote, near)
        if owner is None and quote.continues and _opens_part(scene, quote):
            waiting.append(quote)
            continue
        parts, waiting = [*waiting, quote], []
        for part in parts:
            owner = owner or _before(scene, part, near, previous, open_quote)
        open_quote = quote if owner is not None else None
        if owner is not None:
            previous = owner
            for part in parts:
                _hand(scene, part, owner, near)


def allot_inner(scene: Scene, drafts: Sequence[Draft]) -> None:
    """Gives a quotation inside another to the nearest cue there that has no content yet.

    "“He told us: ‘Not one step back’,” the aide said": what he told.
    """
    for quote in scene.inner_quotes:
        near = [
            draft
            for draft in drafts
            if draft.in_quote
            and not draft.content
            and "quote" in draft.entry.takes
            and scene.sentence_of[draft.head.i] == scene.sentence_of[quote.first]
            and abs(_gap(quote, draft)) <= CLOSE
        ]
        if near:
            owner = min(near, key=lambda draft: abs(_gap(quote, draft)))
            owner.content = set(range(quote.first, quote.last + 1))


def _hand(scene: Scene, quote: Quoted, owner: Draft, near: Sequence[Draft]) -> None:
    """Gives a quotation to its draft, and takes it from all that had a part of it."""
    _give(scene, quote, owner)
    for other in near:
        if other is not owner and owner.head.i not in other.content:
            _give_back(scene, quote, other)


def _opens_part(scene: Scene, quote: Quoted) -> bool:
    """Whether a quotation begins its paragraph: what stands before it there is no cue of its."""
    first = scene.sentences[scene.sentence_of[quote.first]]
    return quote.first - first.tokens.start <= 1 and (
        first.number == 0 or scene.sentences[first.number - 1].paragraph != first.paragraph
    )


def _give(scene: Scene, quote: Quoted, draft: Draft) -> None:
    """Adds a quotation to a draft's content; one right before the cue is all of it."""
    words = set(range(quote.first, quote.last + 1))
    apart = draft.form == "around" and not draft.content & words
    if apart and _stands_behind(scene, quote, draft):
        draft.content, draft.form = set(), "quote"
    draft.content |= words


def _words(scene: Scene, quote: Quoted) -> set[int]:
    return {i for i in range(quote.first, quote.last + 1) if scene.alpha[i]}


def _give_back(scene: Scene, quote: Quoted, draft: Draft) -> None:
    """Takes a quotation that is somebody else's out of a draft that had a part of it."""
    words = _words(scene, quote)
    if not words <= draft.content:
        draft.content -= set(range(quote.first, quote.last + 1))


def _taking(scene: Scene, quote: Quoted, drafts: list[Draft]) -> Draft | None:
    """The draft that has already taken the most of the quotation's tokens."""
    inside = _words(scene, quote)
    best, most = None, 0
    for draft in drafts:
        shared = sum(1 for i in inside if i in draft.content)
        if (shared > most and "quote" in draft.entry.takes) or (
            shared and not most and shared == len(inside)
        ):
            best, most = draft, shared
    return best


def _beside(scene: Scene, quote: Quoted, drafts: list[Draft]) -> Draft | None:
    """The nearest cue of the quotation's first or last sentence that takes quotations."""
    last = scene.sentence_of[quote.last]
    near = {scene.sentence_of[quote.first], last}
    ranked = []
    for draft in drafts:
        if "quote" not in draft.entry.takes:
            continue
        number, gap = scene.sentence_of[draft.head.i], _gap(quote, draft)
        cut_off = (
            number == last + 1
            and scene.paragraph(draft.head.i) == scene.paragraph(quote.last)
            and _stands_behind(scene, quote, draft)
        )
        if gap <= NEAR and (number in near or cut_off):
            ranked.append((gap, draft.head.i < quote.first, draft.head.i, draft))
    colon = _colon(scene, quote, drafts)
    if ranked:
        return min(ranked, key=lambda r: r[:3])[3]
    return colon


def _stands_behind(scene: Scene, quote: Quoted, draft: Draft) -> bool:
    """Whether nothing but a speaker's name stands between a quotation and the cue behind it."""
    between = scene.doc[quote.last + 1 : draft.head.i]
    if not quote.last < draft.head.i <= quote.last + CLOSE or not draft.said_by:
        return False
    return not any(t.pos_ in {"VERB", "SCONJ"} or t.text in PARTING for t in between)


def _gap(quote: Quoted, draft: Draft) -> int:
    at = draft.head.i
    return quote.first - at if at < quote.first else at - quote.last


def _colon(scene: Scene, quote: Quoted, drafts: list[Draft]) -> Draft | None:
    """The cue of the sentence before, where that ends with a colon: "The king wrote:"."""
    number = scene.sentence_of[quote.first]
    if number < 1:
        return None
    before = scene.sentences[number - 1].tokens
    if before[-1].text[-1] != ":":
        return None
    ready = [
        d
        for d in drafts
        if scene.sentence_of[d.head.i] == number - 1 and "quote" in d.entry.takes and not d.content
    ]
    return ready[-1] if ready else None


def _before(
    scene: Scene,
    quote: Quoted,
    drafts: list[Draft],
    previous: Draft | None,
    open_quote: Quoted | None,
) -> Draft | None:
    """The statement before a quotation that has no cue of its own."""
    if not _opens_sentence(scene, quote):
        return None
    last = _last_before(scene, quote, drafts)
    if last is not None or previous is None or open_quote is None:
        return last
    apart = scene.paragraph(quote.first) - scene.paragraph(open_quote.last)
    follows = open_quote.continues or (apart <= 1 and _is_alone(scene, quote))
    return previous if follows else None


def _last_before(scene: Scene, quote: Quoted, drafts: list[Draft]) -> Draft | None:
    """The last statement of the paragraph's earlier sentences, the outermost of its sentence."""
    here, number = scene.paragraph(quote.first), scene.sentence_of[quote.first]
    earlier = [
        d
        for d in drafts
        if d.content
        and d.entry.act not in UNSAID
        and scene.paragraph(d.head.i) == here
        and scene.sentence_of[d.head.i] < number
    ]
    if not earlier:
        return None
    latest = max(scene.sentence_of[d.head.i] for d in earlier)
    ranked = [d for d in earlier if scene.sentence_of[d.head.i] == latest]
    outer = [d for d in ranked if not any(d.head.i in e.content for e in earlier)]
    return outer[-1] if outer else ranked[0]


def _opens_sentence(scene: Scene, quote: Quoted) -> bool:
    sentence = scene.sentences[scene.sentence_of[quote.first]]
    return quote.first - sentence.tokens.start <= 1


def _is_alone(scene: Scene, quote: Quoted) -> bool:
    """Whether a quotation is all that its paragraph holds."""
    parts = scene.parse.report.parts
    part = parts[scene.paragraph(quote.first)]
    start = scene.doc[quote.first].idx
    last = scene.doc[quote.last]
    return start - part.start <= 2 and part.end - (last.idx + len(last)) <= 3

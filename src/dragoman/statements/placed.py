"""A cue whose speaker the parser misplaced -> its draft, read by the place of marks and phrases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.grammar.clauses import VERBAL, children, with_conjuncts
from dragoman.statements.content import Shapes, around
from dragoman.statements.scene import Draft, phrase_from
from dragoman.statements.speaker import is_said

if TYPE_CHECKING:
    from spacy.tokens import Token

    from dragoman.lexicon.schema import Cue
    from dragoman.statements.scene import Quoted, Scene

PAST_OR_PRESENT = frozenset({"VBD", "VBZ", "VBP"})
TOLD = "VBN"  # what the tagger may take "told" for
CLAUSAL = frozenset({"quote", "that", "wh", "to", "ing"})
LONGEST_NAME = 16  # tokens of "a spokesman for the union of miners in the north"
LONGEST_ASIDE = 8  # tokens of ", Mahmood Yakubu,"
BOUNDS = frozenset({",", "—", "–", "”", '"', ")", ";"})


def inverted(scene: Scene, verb: Token, entries: list[Cue]) -> Draft | None:
    """A cue right behind closing marks and right before its speaker: "…,” added Lavrov".

    Read by place, since the parser often takes verb and name for one name.
    """
    entry = next((e for e in entries if "quote" in e.takes), None)
    quote = _ends_before(scene, verb.i)
    if entry is None or quote is None or verb.tag_ not in PAST_OR_PRESENT:
        return None
    if verb.i + 1 >= len(scene.doc) or scene.sentence_of[verb.i + 1] != scene.sentence_of[verb.i]:
        return None
    head = phrase_from(scene.doc[verb.i + 1])
    if head is None or children(verb, "neg"):
        return None
    through = [c for c in children(verb, "dobj") if c.i > head.i and entry.channel == ("object",)]
    content = set(range(quote.first, quote.last + 1))
    return Draft(entry, "quote", verb, [verb], with_conjuncts([head]), content, through=through)


def trailing(scene: Scene, verb: Token, entries: list[Cue]) -> Draft | None:
    """A cue behind what it reports, with its speaker between: "…, a spokesman for the union said".

    The parser may take such a speaker for another name of the word before the comma, and the cue
    for a second verb of the clause.
    """
    entry = next((e for e in entries if {"quote", "that"} <= {*e.takes}), None)
    if entry is None or not _is_finite(verb) or not is_said(verb, entry.act, scene.words):
        return None
    speaker = _misplaced_subject(scene, verb)
    shape = Shapes(scene, verb)
    hears = entry.channel == ("object",)
    if speaker is None or (shape.objects and not hears):
        return None
    quote = _ends_before(scene, speaker.left_edge.i)
    if quote is not None:
        form, content = "quote", set(range(quote.first, quote.last + 1))
    elif shape.found.keys() & CLAUSAL:
        return None
    else:
        form, content = "around", around(scene, verb, speaker)
    through = shape.objects if hears else []
    draft = Draft(
        entry, form, verb, [verb], with_conjuncts([speaker]), content, through=through,
        in_quote=scene.is_quoted(verb),
    )  # fmt: skip
    return draft if content else None


def _is_finite(verb: Token) -> bool:
    if children(verb, "aux", "auxpass", "neg"):
        return False
    return verb.tag_ in PAST_OR_PRESENT or verb.tag_ == TOLD


def _misplaced_subject(scene: Scene, verb: Token) -> Token | None:
    """The head of the phrase between a comma and a cue that has no other subject there.

    "…, the chair of the board, Mahmood Yakubu, said": the chair.
    """
    end = _before_adverbs(scene, verb.i - 1)
    if end > 0 and scene.doc[end].text == ",":
        opening = _comma_before(scene, end, LONGEST_ASIDE)
        end = opening - 1 if opening is not None else end
    comma = _comma_before(scene, end + 1, LONGEST_NAME)
    if comma is None or any(s.i > comma for s in children(verb, "nsubj", "nsubjpass")):
        return None
    head = phrase_from(scene.doc[comma + 1])
    if head is None or head.i > end or head.tag_ in {"WDT", "WP"}:
        return None
    return head if head.dep_ in {"appos", "conj", "dobj", "npadvmod", "dep", "attr"} else None


def _before_adverbs(scene: Scene, i: int) -> int:
    while i > 0 and scene.doc[i].pos_ == "ADV":
        i -= 1
    return i


def _comma_before(scene: Scene, end: int, longest: int) -> int | None:
    """The nearest mark before a place, no verb and no more than so many tokens from it."""
    sentence = scene.sentence_of[end]
    for i in range(end - 1, max(end - 1 - longest, 0), -1):
        if scene.sentence_of[i] != sentence or scene.doc[i].pos_ in VERBAL:
            return None
        if scene.doc[i].text in BOUNDS:
            return i if i < end - 1 else None
    return None


def _ends_before(scene: Scene, i: int) -> Quoted | None:
    """The spoken quotation whose closing mark stands right before a token, or None."""
    at = i - 1
    while at >= 0 and scene.doc[at].is_punct and at > i - 4:
        if scene.quote_at[at] is not None:
            break
        at -= 1
    quote = scene.quote_at[at] if at >= 0 and at < i - 1 else None
    return quote if quote is not None and quote.spoken and quote.last == at else None

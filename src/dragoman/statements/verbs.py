"""A verb -> its draft: the cue, who says it and what, read off the parse and off the marks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dragoman.grammar.clauses import (
    RELATIVE,
    children,
    phrase,
    understood_subjects,
    verb_objects,
    with_conjuncts,
)
from dragoman.grammar.tree import dependents
from dragoman.statements.content import Shapes, around
from dragoman.statements.placed import inverted, trailing
from dragoman.statements.scene import Draft, phrase_from, subtree
from dragoman.statements.speaker import is_said, speakers_of_verb
from dragoman.statements.via import citing, is_medium

if TYPE_CHECKING:
    from spacy.tokens import Token

    from dragoman.lexicon.schema import Cue
    from dragoman.statements.scene import Scene, Words

CUE_PARTS = frozenset({"aux", "auxpass", "neg", "prt"})
UNNAMED = frozenset({"that", "prep:of"})  # forms that stand without a speaker
ORDERED = frozenset({"think", "demand", "say"})  # "is said to have fled", "were told to leave"
LONGEST_ASIDE = 30  # tokens of a relative clause at the end of a content


def of_verb(scene: Scene, verb: Token) -> Draft | None:
    """The draft of a verb: what its first fitting entry takes, else a cue open for a quotation."""
    entries = scene.cues.of_verb(verb)
    if not entries:
        return None
    cues = [cue for cue, _ in entries]
    placed = inverted(scene, verb, cues) or trailing(scene, verb, cues)
    if placed is None and any(cue.channel == ("subject",) for cue, _ in entries):
        placed = _quoted_as_saying(scene, verb, next(c for c, _ in entries if c.channel))
    if placed is not None:
        return placed
    open_draft: Draft | None = None
    shapes: dict[Token | None, Shapes] = {}
    for entry, second in entries:
        if not is_said(verb, entry.act, scene.words):
            continue
        if second not in shapes:
            shapes[second] = Shapes(scene, verb, second)
        taken = _taken(scene, verb, shapes[second], entry)
        if taken is not None:
            draft = _draft(scene, entry, verb, shapes[second], *taken)
            if draft is not None:
                return citing(scene, draft) or draft
        elif "quote" in entry.takes and open_draft is None:
            open_draft = _draft(scene, entry, verb, shapes[second], "quote", set())
    return open_draft


def _taken(scene: Scene, verb: Token, shape: Shapes, entry: Cue) -> tuple[str, set[int]] | None:
    """The form and content an entry takes below its verb, or around it in a parenthesis."""
    taken = shape.take(entry)
    bare = not shape.objects or entry.channel == ("object",)
    if (
        taken is None
        and bare
        and "that" in entry.takes
        and not shape.found.keys() & {"that", "quote"}
    ):
        rest = around(scene, verb)
        return ("around", rest) if rest else None
    return taken


def _draft(
    scene: Scene, entry: Cue, verb: Token, shape: Shapes, form: str, content: set[int]
) -> Draft | None:
    speakers, passive = speakers_of_verb(verb, scene.words)
    speakers = _outside_quote(scene, verb, speakers)
    may_lack = form in UNNAMED or (form == "to" and entry.act in ORDERED)
    if not speakers and not (may_lack and _may_lack_speaker(verb, passive=passive)):
        return None
    if not passive and _is_reduced(verb):
        return None
    if verb.lemma_.lower() in scene.words.speaking and verb.dep_ in {"acl", "advcl"} and passive:
        return None  # "the minister, cited by Tass, said": a channel
    if entry.act == "deny" and form == "object" and _is_withheld(scene, shape):
        return None
    content = _without_aside(scene, content)
    cue = _cue_of(verb, shape, content)
    own = {t.i for t in cue} | {t.i for s in speakers if s.i not in content for t in phrase(s)}
    in_quote = scene.is_quoted(verb)
    through = list(shape.objects) if entry.channel == ("object",) else []
    if through:
        through += [c for d in children(verb, "dative") for c in (children(d, "pobj") or [d])]
        content = content if form.startswith("prep:") else content - _objects(shape)
    return Draft(
        entry, form, verb, cue, speakers, content - own or content, through=through,
        passive=passive, in_quote=in_quote,
    )  # fmt: skip


def _without_aside(scene: Scene, content: set[int]) -> set[int]:
    """The content less a relative clause behind a comma at its end: there the narrator goes on.

    "called on Norland to free Brandt, who was arrested in May": to free Brandt.
    """
    last = max(content, default=-1)
    if last < 0 or scene.spoken_quote(last) is not None:
        return content
    for i in sorted(content, reverse=True)[:LONGEST_ASIDE]:
        token = scene.doc[i]
        if token.tag_ in RELATIVE and scene.doc[i - 1].text == "," and i - 1 in content:
            clause = next((a for a in token.ancestors if a.dep_ == "relcl"), None)
            if (
                clause is not None
                and clause.left_edge.i >= i - 1
                and clause.right_edge.i >= last - 1
            ):
                return {k for k in content if k < i - 1}
    return content


def _is_withheld(scene: Scene, shape: Shapes) -> bool:
    """Whether something is denied to somebody: "denied him a visa", "denied the party a seat"."""
    receivers = [c for c in children(shape.verb, "dative") if c.pos_ != "ADP"]
    return (
        bool(receivers)
        or len(children(shape.verb, "dobj")) > 1
        or any(
            o.pos_ in {"PROPN", "PRON"} and o.lower_ not in scene.words.pointing
            for o in shape.objects
        )
    )


def _outside_quote(scene: Scene, verb: Token, speakers: list[Token]) -> list[Token]:
    """The speakers; where the parser took one out of the quotation before the cue, by place.

    "“We were wrong,” Ramos, 58, told AFP": not We, but the phrase behind the marks.
    """
    quotes = {scene.spoken_quote(s.i) for s in speakers}
    quote = next(iter(quotes)) if len(quotes) == 1 else None
    if quote is None or not quote.last < verb.i or scene.spoken_quote(verb.i) is not None:
        return speakers
    between = scene.doc[quote.last + 1 : verb.i]
    first = next((t for t in between if not t.is_punct), None)
    head = phrase_from(first) if first is not None else None
    return [head] if head is not None and head.i < verb.i else speakers


def _objects(shape: Shapes) -> set[int]:
    return {t.i for o in shape.objects for t in phrase(o) if t.i > shape.verb.i}


def _is_reduced(verb: Token) -> bool:
    """A bare past participle that is no passive ("the strike declared last week")."""
    if verb.tag_ not in {"VBN", "VBD"} or verb.dep_ not in {"acl", "amod", "advcl"}:
        return False
    return not children(verb, "aux", "auxpass", "nsubj", "nsubjpass", "agent")


def _may_lack_speaker(verb: Token, *, passive: bool) -> bool:
    """A finite passive without a by-phrase: "It was reported that …", "He was accused of …"."""
    finite = bool(children(verb, "auxpass")) or (
        verb.dep_ == "conj" and bool(children(verb.head, "auxpass"))
    )
    return passive and finite


def _cue_of(verb: Token, shape: Shapes, content: set[int]) -> list[Token]:
    """The verb with auxiliaries, negation and particle that stand next to it, and a preposition."""
    parts = [c for c in dependents(verb) if c.dep_ in CUE_PARTS and c.i not in content]
    if shape.second is not None:
        parts.append(shape.second)
    after = verb.i + 1 if not shape.particles else shape.particles[-1].i + 1
    parts += [
        c
        for c in children(verb, "prep")
        if c.i == after
        and c.i not in content
        and subtree(c)[-1] in content
        and c.lower_ not in shape.words.lacking
    ]
    subjects = [s.i for s in children(verb, "nsubj", "nsubjpass")]
    kept = [verb]
    for part in parts:
        low, high = sorted((part.i, verb.i))
        if not any(low < s < high for s in subjects) and not content & set(range(low, high)):
            kept.append(part)
    return sorted(kept, key=lambda t: t.i)


def _quoted_as_saying(scene: Scene, verb: Token, entry: Cue) -> Draft | None:
    """What somebody is quoted as saying: in "X quoted Y as saying …" Y speaks, through X."""
    gerund = next(
        (
            g
            for p in (verb.doc[i] for i in subtree(verb))
            if p.dep_ in {"prep", "mark"} and p.lower_ in scene.words.naming
            for g in (*children(p, "pcomp"), *([p.head] if p.dep_ == "mark" else []))
            if g.tag_ == "VBG" and scene.cues.by_pos["verb"].get(g.lemma_.lower())
        ),
        None,
    )
    if gerund is None:
        return None
    below, own = Shapes(scene, gerund), Shapes(scene, verb)
    speakers = verb_objects(verb)
    passive = _is_quoted(verb)
    by_whom = _by_whom(verb, scene.words) or _by_whom(gerund, scene.words)
    by_whom = by_whom or _in_what(scene, verb) or below.objects  # "quoted as telling Clarín"
    through = by_whom if passive else understood_subjects(verb)
    if not speakers:
        return None
    told = [below.found.get(f) for f in ("quote", "that", "wh")]
    told += [below.found.get("object")] if below.objects != through else []
    told += [own.found.get(f) for f in ("quote", "that")]  # "…, IRNA quoted him as saying"
    content = next((tokens for tokens in told if tokens), set())
    open_entry = replace(entry, takes=(*entry.takes, "quote"))
    return Draft(
        open_entry, "that", verb, _cue_of(verb, own, content), speakers, content,
        through=through, in_quote=scene.is_quoted(verb), absorbed=[gerund.i],
    )  # fmt: skip


def _in_what(scene: Scene, verb: Token) -> list[Token]:
    """The medium somebody is quoted in: "was quoted in the newspaper Clarín as saying"."""
    places = (c for p in children(verb, "prep") for c in children(p, "pobj"))
    return [place for place in places if is_medium(scene, place)]


def _is_quoted(verb: Token) -> bool:
    """Whether the verb of quoting is passive: "was quoted by Interfax as saying"."""
    return any(c.dep_ in {"auxpass", "nsubjpass", "agent"} for c in dependents(verb))


def _by_whom(verb: Token, words: Words) -> list[Token]:
    by = [c for c in children(verb, "agent", "prep") if c.lower_ in words.source]
    return with_conjuncts(c for preposition in by for c in children(preposition, "pobj"))

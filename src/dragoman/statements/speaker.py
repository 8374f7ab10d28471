"""A cue -> the words for who says it, for whom, and whether anybody did say it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dragoman.grammar.clauses import (
    NOMINAL,
    RELATIVE,
    VERBAL,
    agents,
    antecedent_of_relative,
    children,
    full_phrase,
    is_passive,
    phrase,
    surface_subjects,
    understood_of_noun,
    understood_subjects,
    with_conjuncts,
)
from dragoman.grammar.tree import dependents
from dragoman.record import Role

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spacy.tokens import Token

    from dragoman.record import Mention, Span
    from dragoman.statements.scene import Draft, Scene, Words

OWNING = frozenset({"poss", "amod", "compound", "nmod"})
BODIES = frozenset({"name", "seat", "demonym", "group"})
UNASSERTED_ACTS = frozenset({"think", "plan"})


def is_said(verb: Token, act: str, words: Words) -> bool:
    """Whether the clause of a cue says that the thing was said (or thought), not that it may be.

    "did not say", "would say", "if he says", "to say", "Say it!" and the bare modifier in "the
    announced strike" do not; what is not believed or not planned is still a view.
    """
    if verb.dep_ in {"amod", "compound"} or _is_suspended(verb, words):
        return False
    if act not in UNASSERTED_ACTS and _is_doubted(verb, words):
        return False
    infinitive = any(c.dep_ == "aux" and c.tag_ == "TO" for c in dependents(verb))
    if infinitive and not _is_realised(verb, words):
        return False
    if verb.dep_ == "conj" and not surface_subjects(verb):
        return _shares_reality(verb, act, words)
    return not _is_imperative(verb)


def _is_suspended(verb: Token, words: Words) -> bool:
    """Whether a condition or a privative hangs over a cue: "if he says", "without saying"."""
    if verb.dep_ == "pcomp" and verb.head.lower_ in words.conditional:
        return True
    return any(mark.lower_ in words.conditional for mark in children(verb, "mark"))


def _is_doubted(verb: Token, words: Words) -> bool:
    """Whether a cue is negated or only possible: "did not say", "would say"."""
    return any(
        c.dep_ == "neg" or (c.dep_ == "aux" and c.lower_ in words.unreal) for c in dependents(verb)
    )


def _shares_reality(verb: Token, act: str, words: Words) -> bool:
    """A coordinated cue without a subject of its own stands or falls with the first verb.

    "did not come or say why"; but "refused to comment and said …" has a finite verb of its own.
    """
    if verb.tag_ in {"VBD", "VBZ", "VBP"} or children(verb, "aux", "auxpass"):
        return True
    if verb.head.pos_ not in VERBAL:
        return True
    return is_said(verb.head, act, words)


def _is_realised(verb: Token, words: Words) -> bool:
    """Whether an infinitive was said: "went on to say"; a headline's "Oslo to announce …" too."""
    if verb.dep_ in {"xcomp", "advcl"} and verb.head.lemma_.lower() in words.realising:
        return not _is_doubted(verb.head, words)
    if verb.dep_ == "advcl":
        return verb.head.tag_ in {"VBD", "VBZ", "VBP"} and verb.i > verb.head.i
    return verb.dep_ == "ROOT" and bool(surface_subjects(verb))


def _is_imperative(verb: Token) -> bool:
    if verb.tag_ != "VB" or verb.dep_ not in {"ROOT", "conj", "parataxis"}:
        return False
    return not any(c.dep_ in {"aux", "nsubj", "nsubjpass", "expl"} for c in dependents(verb))


def speakers_of_verb(verb: Token, words: Words) -> tuple[list[Token], bool]:
    """The heads of who says it, and whether the cue is passive.

    A passive has the speaker of its by-phrase, or none. "It was reported" has none.
    """
    passive = is_passive(verb)
    if passive:
        return agents(verb), True
    if verb.dep_ == "pcomp" and verb.head.lower_ in words.meanwhile:  # "after accusing it of …"
        verb = verb.head.head
    heads = [h for h in understood_subjects(verb) if not _is_expletive(h, verb, words)]
    return _without_titles(heads), False


def _without_titles(heads: list[Token]) -> list[Token]:
    """The heads less coordinated titles: "former agent and bomb expert Ali Soufan" is one man."""
    if len(heads) < 2 or heads[-1].pos_ != "PROPN":
        return heads
    titles = [h for h in heads[:-1] if h.tag_ == "NN" and not children(h, "det", "poss", "nummod")]
    return [h for h in heads if h not in titles]


def _is_expletive(head: Token, verb: Token, words: Words) -> bool:
    if head.dep_ == "expl" or head.pos_ not in NOMINAL:
        return True
    if head.lower_ in words.nobody or any(c.lower_ in words.nobody for c in children(head, "det")):
        return True
    return (
        head.lower_ in words.expletive and head.head.i == verb.i and bool(children(verb, "acomp"))
    )


def speakers_of_noun(noun: Token, words: Words) -> list[Token]:
    """Whose claim, plea or warning it is: a possessor, "from" or "by" whom, or who makes it."""
    owners = [c for c in dependents(noun) if any(mark.tag_ == "POS" for mark in dependents(c))]
    if owners:
        return with_conjuncts(owners)
    sources = with_conjuncts(
        c for p in children(noun, "prep") if p.lower_ in words.source for c in children(p, "pobj")
    )
    return sources or [t for t in understood_of_noun(noun) if t.pos_ in NOMINAL]


def role(scene: Scene, head: Token, draft: Draft) -> Role:
    """The role a speaker's phrase fills: its mention, else its bare phrase.

    "Brandt, who said …": the words in place are "who", the antecedent is Brandt. "A tweet by
    Brandt": Brandt, where a mention names her.
    """
    mention = _author(scene, head) or scene.mentioned.headed_by(head)
    mention = mention or _named_beside(scene, head)
    role = Role.of(mention) if mention is not None else Role.words(_words_of(scene, head, draft))
    for pronoun in children(draft.head, "nsubj", "nsubjpass"):
        if pronoun.tag_ in RELATIVE and antecedent_of_relative(pronoun).i == head.i:
            return replace(role, span=scene.parse.span_of([pronoun]), antecedent=role.span)
    return role


def _author(scene: Scene, head: Token) -> Mention | None:
    """Who a letter or tweet is by, where its phrase names them: "a statement from the ministry"."""
    if head.lemma_.lower() not in scene.words.documents:
        return None
    authors = [*speakers_of_noun(head, scene.words)]
    authors += [author for release in children(head, "acl") for author in agents(release)]
    named = (scene.mentioned.named_in(author) for author in authors)
    return next((mention for mention in named if mention is not None), None)


def _named_beside(scene: Scene, head: Token) -> Mention | None:
    """The name that a number or a group word is put beside: "one of them, the Norland Front"."""
    named = (scene.mentioned.headed_by(c) for c in children(head, "appos"))
    return next((m for m in named if m is not None and m.kind in {"name", "title"}), None)


def _words_of(scene: Scene, head: Token, draft: Draft) -> Span:
    """The bare phrase around a head, cut where the content begins."""
    tokens = phrase(head) or [head]
    first = max((t.i for t in tokens if t.i in draft.content and t.i < head.i), default=-1)
    last = min(
        (t.i for t in tokens if t.i in draft.content and t.i > head.i), default=len(scene.doc)
    )
    kept = [t for t in tokens if first < t.i < last]
    while kept and kept[-1].is_punct and kept[-1].i > head.i:
        kept.pop()
    return scene.parse.span_of(kept)


def on_behalf_of(scene: Scene, heads: Iterable[Token]) -> Role | None:
    """For whom the speaker speaks, where the speaker's phrase or apposition says it.

    "foreign ministry spokeswoman Maria Zakharova": the foreign ministry; "an Afghanistan expert"
    speaks for nobody. None where no office is named, or nobody whose office it is.
    """
    for head in heads:
        for candidate in (head, *children(head, "appos")):
            mention = _body_of(scene, candidate)
            if mention is not None:
                return Role.of(mention)
    return None


def _body_of(scene: Scene, head: Token) -> Mention | None:
    """The mention an office in the phrase belongs to.

    A body before its state, and of two bodies the one whose state is named: of "head of the
    department at the Russian foreign ministry" the ministry.
    """
    tokens = full_phrase(head)
    if not any(t.lower_ in scene.words.speaking_offices for t in (head, *phrase(head))):
        return None
    own = scene.mentioned.headed_by(head)
    found = [
        mention
        for token in tokens
        if token.i != head.i
        and (mention := scene.mentioned.by_head.get(token.i)) not in {None, own}
        and mention.kind in BODIES
        and _hangs_as_owner(token, head, scene)
    ]
    return max(found, key=lambda m: _rank(scene, m), default=None)


def _rank(scene: Scene, mention: Mention) -> tuple[bool, bool, int]:
    body = mention.kind in {"group", "name"}
    known = any(
        m.candidates for m in scene.mentioned.within(phrase(scene.mentioned.heads[mention.id]))
    )
    return body and known, body, len(mention.span.quote)


def _hangs_as_owner(token: Token, head: Token, scene: Scene) -> bool:
    """Whether a token hangs on the head as owner, nationality or "of"-phrase, and nothing else."""
    current = token
    while current.i != head.i:
        if current.dep_ == "pobj":
            current = current.head
            if current.lower_ not in scene.words.bodies_said_for:
                return False
        elif current.dep_ not in OWNING:
            return False
        current = current.head
    return True

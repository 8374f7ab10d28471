"""A noun, adjective or phrase -> its draft: claims and pleas, states of mind, "according to"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.grammar.clauses import (
    VERBAL,
    children,
    phrase,
    understood_subjects,
    with_conjuncts,
)
from dragoman.statements.content import Shapes
from dragoman.statements.scene import Draft, subtree
from dragoman.statements.speaker import is_said, speakers_of_noun
from dragoman.statements.via import citing

if TYPE_CHECKING:
    from spacy.tokens import Token

    from dragoman.lexicon.schema import Cue
    from dragoman.statements.scene import Scene


def of_noun(scene: Scene, noun: Token) -> Draft | None:
    """The draft of a noun of saying with its content and whose it is: "Chile’s claim that …"."""
    entries = scene.cues.of_noun(noun)
    if not entries or noun.dep_ in {"compound", "nmod"}:
        return None
    speakers = speakers_of_noun(noun, scene.words)
    if not speakers:
        return None
    shape = Shapes(scene, noun)
    for entry in entries:
        taken = shape.take(entry)
        if taken is None:
            continue
        form, content = taken
        carrier = noun.head if noun.dep_ == "dobj" and noun.head.pos_ in VERBAL else None
        if carrier is not None and not _is_made(scene, carrier, entry):
            return None
        own = {t.i for s in speakers for t in phrase(s) if s.i < noun.i} | {noun.i}
        return Draft(
            entry, form, noun, [noun], speakers, content - own, in_quote=scene.is_quoted(noun)
        )
    return None


def _is_made(scene: Scene, verb: Token, entry: Cue) -> bool:
    """Whether the verb over a noun tells that it was made: not by whoever demands a promise."""
    asked = any(cue.act in {"demand", "deny", "ask"} for cue in scene.cues.by_lemma(verb))
    return not asked and is_said(verb, entry.act, scene.words)


def of_adjective(scene: Scene, adjective: Token) -> Draft | None:
    """The draft of a state of mind with its clause: "Oslo is confident that …"."""
    entries = scene.cues.of_adjective(adjective)
    verb = adjective.head
    if not entries or adjective.dep_ not in {"acomp", "oprd"} or verb.pos_ not in VERBAL:
        return None
    speakers = [s for s in understood_subjects(verb) if s.lower_ not in scene.words.expletive]
    if not speakers or not is_said(verb, "think", scene.words):
        return None
    for place in (adjective, verb):
        shape = Shapes(scene, place)
        for entry in entries:
            forms = [
                f for f in entry.takes if f in shape.found and (place is adjective or f != "as")
            ]
            if forms:
                content = {i for i in shape.found[forms[0]] if i > adjective.i}
                cue = sorted([verb, adjective], key=lambda t: t.i)
                cue = [t for t in cue if t.i not in content]
                if content:
                    return Draft(
                        entry, forms[0], adjective, cue, speakers, content,
                        in_quote=scene.is_quoted(adjective),
                    )  # fmt: skip
    return None


def of_phrase(scene: Scene, token: Token) -> Draft | None:
    """The clause a phrase stands by, said by its object: "According to the army, …"."""
    for words, entry in scene.cues.phrases[token.lower_]:
        matched = _matched(token, words)
        if not matched:
            continue
        preposition = matched[-1]
        heads = with_conjuncts(children(preposition, "pobj"))
        if not heads or heads[0].lemma_.lower() in scene.words.measures:
            continue
        if entry.id in scene.words.of_things and scene.mentioned.named_in(heads[0]) is None:
            continue  # "in view of the cut"
        chunk = set(subtree(token)) | set(subtree(preposition))
        content = _governed_clause(scene, token, chunk)
        if content:
            draft = Draft(
                entry, "that", token, matched, heads, content, in_quote=scene.is_quoted(token)
            )
            return citing(scene, draft) or draft
    return None


def _matched(token: Token, words: tuple[str, ...]) -> list[Token]:
    """The tokens of a phrase from its first word on; articles between its words are skipped."""
    found = [token]
    at = token.i
    for word in words[1:]:
        at += 1
        while (
            at < len(token.doc)
            and token.doc[at].dep_ in {"det", "amod"}
            and token.doc[at].lower_ != word
        ):
            at += 1
        if at >= len(token.doc) or token.doc[at].lower_ != word:
            return []
        found.append(token.doc[at])
    return found


def _governed_clause(scene: Scene, token: Token, chunk: set[int]) -> set[int]:
    """The clause the phrase belongs to: that of the verb above it, or the whole sentence.

    Behind a comma at the end of its sentence it is about all of it, wherever the parser hung it.
    """
    sentence = scene.sentence(token.i)
    if sentence is None:
        return set()
    whole = set(range(sentence.tokens.start, sentence.tokens.end))
    if token.i > 1 and scene.doc[token.i - 2].lower_ in scene.words.opening:
        commas = [i for i in whole if i > token.i and scene.doc[i].text == ","]
        if commas:  # "said that, according to Brandt, it leaked"
            return {i for i in whole if i > min(commas)}
    verb = token.head
    while verb.pos_ not in VERBAL and verb.head.i != verb.i:
        verb = verb.head
    while (
        verb.dep_ in {"xcomp", "aux", "auxpass", "acl", "relcl", "pcomp", "advcl"}
        and verb.head.i != verb.i
    ):
        verb = verb.head
    last = max((i for i in whole if scene.word[i]), default=-1)
    trails = token.i > 0 and scene.doc[token.i - 1].text == "," and last in chunk
    clause = set(subtree(verb)) if verb.dep_ == "ccomp" and not trails else whole
    content = (clause & whole) - chunk
    words = [i for i in content if scene.doc[i].is_alpha]
    return content if len(words) >= 2 else set()

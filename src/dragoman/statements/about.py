"""Drafts -> which earlier statements a confirmation or a denial is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.grammar.clauses import RELATIVE, children, phrase

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    from spacy.tokens import Token

    from dragoman.statements.cast import Cast
    from dragoman.statements.scene import Draft, Scene

UNSAID = frozenset({"think", "plan"})
PLURAL = frozenset({"NNS", "VBZ"})  # the parser may take "Kabulov’s remarks" for a verb
CLAIMING = frozenset({"say", "accuse"})
NEAR = 3  # paragraphs over which an accusation and its denial are still taken together
BARE = frozenset({"object", "speech", "as"})  # forms whose content is a thing, no clause
LONGEST_DEED = 5  # words of "the release of thirty prisoners"
OPENING = 8  # tokens of a clause in which its subject may be "Kabulov’s remarks"
SHARED = 0.5  # share of a content's words that another's must have to be what it confirms


def about_of(
    scene: Scene,
    drafts: Sequence[Draft],
    inside: dict[int, int],
    echoes: Container[int],
    cast: Cast,
) -> list[list[int]]:
    """For each draft that confirms or denies, the numbers of the earlier drafts it is about.

    Args:
        scene: The report.
        drafts: Its drafts in text order.
        inside: For a nested draft, the number of the draft around it.
        echoes: The drafts of headings that the text tells in full.
        cast: Who their speakers are.
    """
    found: list[list[int]] = []
    for number, draft in enumerate(drafts):
        if draft.entry.act not in {"confirm", "deny"}:
            found.append([])
            continue
        around = _above(number, inside)
        earlier = [
            k
            for k in range(number)
            if drafts[k].entry.act not in UNSAID
            and drafts[k].head.i not in draft.content
            and k not in around
            and k not in echoes
        ]
        found.append(_about(scene, drafts, number, earlier, cast))
    return found


def _above(number: int, inside: dict[int, int]) -> set[int]:
    """The drafts a nested draft is inside, innermost and outermost."""
    found: set[int] = set()
    while number in inside and inside[number] not in found:
        number = inside[number]
        found.add(number)
    return found


def _about(
    scene: Scene, drafts: Sequence[Draft], number: int, earlier: list[int], cast: Cast
) -> list[int]:
    """The numbers of the earlier drafts that draft ``number`` is about.

    Whose remarks are named, all of them; "the accusation", the nearest one; "the claim" and "it",
    the nearest statement of somebody else. Without such a word, the near accusation that names the
    speaker, the near statement that says the same, or the claim right before.
    """
    draft = drafts[number]
    others = [k for k in earlier if not cast.same(k, number)]
    near = [k for k in others if _apart(scene, drafts[k], draft) <= NEAR]
    accused = [k for k in near if drafts[k].entry.act == "accuse"]
    claims = [k for k in near if drafts[k].entry.act in CLAIMING]
    thing = _said_thing(scene, draft)
    if thing is None:
        same = [k for k in near if _tells_same(scene, drafts[k], draft)]
        if draft.form in BARE and not _is_deed(scene, draft):
            return same[-1:]
        named = [k for k in accused if _names_speaker(drafts[k], draft)]
        return (named or same or _right_before(scene, drafts, number, claims))[-1:]
    owner = _owner(thing)
    if owner is not None and owner.pos_ == "PROPN":
        names = {cast.name_of(owner)}
        owned = [k for k in earlier if cast.named[k] & names]
        one = thing.tag_ not in PLURAL and draft.form in BARE
        return owned[-1:] if one else owned
    if thing.lemma_.lower() in scene.words.accusing_nouns and accused:
        return accused[-1:]
    told = children(thing, "acl", "ccomp", "relcl", "prep")
    if any(clause.i != draft.head.i for clause in told):  # it says itself what was said
        same = [k for k in near if _tells_same(scene, drafts[k], draft)]
        return (same or _right_before(scene, drafts, number, claims))[-1:]
    return claims[-1:]


def _right_before(
    scene: Scene, drafts: Sequence[Draft], number: int, claims: list[int]
) -> list[int]:
    """The claims of the draft's own sentence or the one before it: what is denied was told.

    A denial between a claim and its confirmation does not part them.
    """
    here = scene.sentence_of[drafts[number].head.i]
    between = {scene.sentence_of[d.head.i] for d in drafts[:number] if d.entry.act == "deny"}
    found = []
    for k in claims:
        there = scene.sentence_of[drafts[k].head.i]
        if all(sentence in between for sentence in range(there + 1, here)):
            found.append(k)
    return found


def _is_deed(scene: Scene, draft: Draft) -> bool:
    """Whether a bare object takes up a deed that was told: "denied involvement", "the sale"."""
    words = [scene.doc[i] for i in sorted(draft.content) if scene.doc[i].is_alpha]
    noun = next((t for t in words if t.pos_ == "NOUN" and t.dep_ not in {"compound", "poss"}), None)
    if noun is None or len(words) > LONGEST_DEED:
        return False
    if noun.lemma_.lower() in scene.words.denied_deeds:
        return True
    new = all(noun.lemma_ != t.lemma_ for t in scene.doc[: words[0].i])
    return new and (words[0].tag_ == "PRP$" or words[0].lower_ in scene.words.taking_up)


def _said_thing(scene: Scene, draft: Draft) -> Token | None:
    """The noun (or "it") in a content that stands for something said before."""
    tokens = [scene.doc[i] for i in sorted(draft.content)]
    if draft.form in BARE:
        relative = len(tokens) == 1 and tokens[0].tag_ in RELATIVE
        if relative or (len(tokens) == 1 and tokens[0].lower_ in scene.words.pointing):
            return tokens[0]
        return next((t for t in tokens if t.lemma_.lower() in scene.words.speech_nouns), None)
    return next(
        (
            t
            for t in tokens[:OPENING]
            if t.lemma_.lower() in scene.words.speech_nouns and _owner(t) is not None
        ),
        None,
    )


def _owner(noun: Token) -> Token | None:
    """Whose a noun is: "Kabulov’s remarks"; by place too, where the parser took it for a verb."""
    owners = children(noun, "poss")
    before = noun.doc[noun.i - 1] if noun.i else noun
    if owners:
        return owners[0]
    return before.head if before.tag_ == "POS" else None


def _apart(scene: Scene, one: Draft, other: Draft) -> int:
    return abs(scene.paragraph(one.head.i) - scene.paragraph(other.head.i))


def _names_speaker(accusing: Draft, denying: Draft) -> bool:
    doc = denying.head.doc
    words = {doc[i].lower_ for i in accusing.content}
    return any(
        t.lower_ in words
        for head in denying.said_by
        for t in phrase(head)
        if t.pos_ in {"PROPN", "NOUN"}
    )


def _tells_same(scene: Scene, one: Draft, other: Draft) -> bool:
    """Whether half of what a draft says is in the other one too."""
    mine, theirs = _lemmas(scene, other.content), _lemmas(scene, one.content)
    theirs |= _lemmas(scene, (t.i for head in one.said_by for t in phrase(head)))
    taken_up = any(scene.doc[i].lower_ in scene.words.pointing for i in other.content)
    return len(mine) > 1 - taken_up and len(mine & theirs) >= SHARED * len(mine)


def _lemmas(scene: Scene, content: Iterable[int]) -> set[str]:
    tokens = (scene.doc[i] for i in content)
    return {t.lemma_.lower() for t in tokens if t.pos_ in {"NOUN", "PROPN", "VERB", "NUM"}}

"""Drafts -> through whom each came: the channel of its clause, or of the interview it is from."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dragoman.grammar.clauses import NOMINAL, children, phrase, with_conjuncts
from dragoman.record import Role
from dragoman.statements.scene import phrase_from, subtree

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from spacy.tokens import Token

    from dragoman.parse import Sentence
    from dragoman.record import Mention
    from dragoman.statements.cast import Cast
    from dragoman.statements.scene import Draft, Scene

UNSAID = frozenset({"think", "plan"})
ORGANISED = "ORG"  # the entity recogniser's label
ARTICLE_AND_NAME = 2  # words of "the Irrawaddy"; longer ones are often a body's
OBJECTS = frozenset({"pobj", "dobj", "dative"})
RELAYED = ("subject",)  # the channel of "was quoted as saying"
NAMING = frozenset({"compound", "nummod"})  # of "Radio Nord", "Channel 12"
QUOTED = "quoted "  # before a name: in what a medium reported, not told to it


def via_of(
    scene: Scene, drafts: Sequence[Draft], inside: dict[int, int], cast: Cast
) -> list[list[Token]]:
    """For each draft the heads of who passed it on, nearest the speaker first.

    What the cue's own clause names counts; without it, what the same speaker's earlier statement
    named, until another occasion is named. Who passes it on in a statement around it is no
    channel: that is told by ``inside``.
    """
    clauses = _Clauses(scene, drafts)
    lasting: dict[str, list[Token]] = {}
    found: list[list[Token]] = []
    for number, draft in enumerate(drafts):
        around = clauses.of(draft)
        own = _own_channel(scene, draft, around)
        found.append(own)
        names = sorted(cast.named[number])
        if number in inside:
            carrier = drafts[inside[number]].said_by
            if all(is_known(scene, head) for head in carrier):
                lasting.update((f"{QUOTED}{name}", carrier) for name in names)
        elif draft.entry.act in UNSAID:
            continue
        elif own:
            lasting.update(dict.fromkeys(names, own))
        elif _other_occasion(scene, draft, around):
            for name in names:
                lasting.pop(name, None)
        elif not _is_anybody(draft):
            quoted = [f"{QUOTED}{name}" for name in names] if draft.entry.channel == RELAYED else []
            found[-1] = next((lasting[name] for name in (*names, *quoted) if name in lasting), [])
    return found


def _is_anybody(draft: Draft) -> bool:
    """Whether the speakers are any of their kind: later "officials" are no more the same ones."""
    return all(
        head.tag_ == "NNS" and phrase(head)[0].pos_ not in {"DET", "NUM"} for head in draft.said_by
    ) and bool(draft.said_by)


def citing(scene: Scene, draft: Draft) -> Draft | None:
    """The draft with those a report cites as its speakers, and the report as its channel.

    "according to a Reuters report citing two officials", "Tass reported, citing the ministry".
    """
    media = [head for head in draft.said_by if is_medium(scene, head)]
    if not media or media != draft.said_by:
        return None
    for place in (*media, draft.head, *children(draft.head, "ccomp")):
        for verb in children(place, "acl", "advcl"):
            cited = with_conjuncts(children(verb, "dobj"))
            if verb.tag_ == "VBG" and verb.lemma_.lower() in scene.words.citing and cited:
                entry = replace(draft.entry, channel=("subject",))
                aside = set(subtree(verb))
                return replace(
                    draft, entry=entry, said_by=cited, through=media, absorbed=[verb.i],
                    content=draft.content - aside or draft.content,
                )  # fmt: skip
    return None


def channel(scene: Scene, head: Token) -> Role:
    """The role of a channel: the medium named in its phrase, its mention, or its words."""
    mentions = scene.mentioned.within(phrase(head))
    medium = next((m for m in mentions if scene.media.intersection(m.candidates)), None)
    names = [m for m in mentions if m.kind == "name" and _is_named_so(scene, m, head)]
    mention = medium or next(iter(names), None) or scene.mentioned.headed_by(head)
    named = [t for t in phrase(head) if t.dep_ in NAMING and not t.text[0].islower()]
    if mention is not None and (mention.candidates or not named):
        return Role.of(mention)
    return Role.words(scene.parse.span_of([*named, head] if named else phrase(head) or [head]))


def _is_named_so(scene: Scene, mention: Mention, head: Token) -> bool:
    """Whether a name is the phrase's own: "the channel TyC Sports", not "the Nevada paper"."""
    name = scene.mentioned.heads[mention.id]
    if name.i == head.i:
        return True
    return name.head.i == head.i and (
        name.dep_ == "appos" or (name.dep_ == "compound" and not mention.candidates)
    )


class _Clauses:
    """Which tokens of a sentence may say through whom a draft came.

    Args:
        scene: The report.
        drafts: All its drafts.
    """

    def __init__(self, scene: Scene, drafts: Sequence[Draft]) -> None:
        self.scene, self.drafts = scene, drafts
        self.taken = {i for draft in drafts for i in draft.content}
        self.heads = {draft.head.i for draft in drafts}
        self._objects: dict[int, list[Token]] = {}
        self.speakers = {
            t.i for draft in drafts for head in draft.said_by for t in phrase(head)
        } - self.heads

    def of(self, draft: Draft) -> list[Token]:
        """The objects in the draft's sentence that are its own.

        They are in nobody's content and no speaker's phrase, and not below a cue beside it.
        """
        sentence = self.scene.sentence(draft.head.i)
        if sentence is None:
            return []
        nested = draft.head.i in self.taken
        inner = set(subtree(draft.head)) if nested else set()
        above = {draft.head.i, *(a.i for a in draft.head.ancestors if not nested)}
        above -= {other.head.i for other in self.drafts if other.said_by != draft.said_by}
        occasion = {i for head in draft.said_by for i in self._occasion(head)}
        asides = {i for head in draft.said_by for i in subtree(head)} - above - occasion
        inner -= draft.content
        above.add(-1)
        return [
            t
            for t in self._objects_of(sentence)
            if t.i not in asides
            and (t.i not in self.speakers or t.i in occasion)
            and (t.i in inner if nested else t.i not in self.taken)
            and self._governor(t) in above
        ]

    def _objects_of(self, sentence: Sentence) -> list[Token]:
        """The objects in a sentence, found once for all its drafts."""
        found = self._objects.get(sentence.number)
        if found is None:
            found = [t for t in sentence.tokens if t.dep_ in OBJECTS]
            self._objects[sentence.number] = found
        return found

    def _occasion(self, head: Token) -> set[int]:
        """What a speaker's phrase says of the occasion.

        "a surgeon in remarks broadcast by Al Arabiya", "the minister, cited by Tass, said".
        """
        words = self.scene.words
        cited = {
            i
            for verb in children(head, "acl", "relcl")
            if verb.lemma_.lower() in (words.speaking if verb.tag_ == "VBN" else words.addressing)
            for i in subtree(verb)
        }
        nouns = (self.scene.doc[i] for i in subtree(head) if i > head.i)
        occasions = words.documents | words.interview
        return cited | {
            i
            for noun in nouns
            if noun.dep_ == "pobj" and noun.lemma_.lower() in occasions
            for i in subtree(noun)
        }

    def _governor(self, token: Token) -> int:
        """The nearest cue above a token, or -1."""
        return next((a.i for a in token.ancestors if a.i in self.heads), -1)


def _own_channel(scene: Scene, draft: Draft, around: Sequence[Token]) -> list[Token]:
    """The channel that the cue or its clause names."""
    if draft.entry.channel == ("subject",):
        return _one_each(draft.through)
    heads = [t for t in around if t.pos_ in NOMINAL]
    named = [t for t in heads if is_medium(scene, t) and _leads(scene, t)]
    named += [c for t in heads for c in (*_network(scene, t), *_beside(scene, t))]
    named += [t for t in heads if _is_printed_in(scene, draft, t) or _is_written_to(scene, t)]
    named += [c for t in (*heads, *draft.through) for c in _employer(scene, t)]
    named += [t for t in draft.through if is_medium(scene, t) or _is_outlet(scene, t)]
    asked = [t for t in heads if _interviews(scene, t) and not _is_hearer(scene, t)]
    return _one_each((*named, *asked))


def _beside(scene: Scene, head: Token) -> list[Token]:
    """The medium's name put beside another word for it: "a rival station, TV Azteca"."""
    heard = head.dep_ == "dobj" or (head.dep_ == "pobj" and head.head.lower_ in scene.words.hearing)
    return [c for c in children(head, "appos") if is_medium(scene, c)] if heard else []


def _is_printed_in(scene: Scene, draft: Draft, head: Token) -> bool:
    """Whether a name is the paper's that a thing was said in: "said in the Frankfurter Allgemeine".

    Only right below the cue, with its article, and where the entity recogniser knows a body.
    """
    placed = head.dep_ == "pobj" and head.head.head.i == draft.head.i and not draft.passive
    leads = placed and head.head.lower_ in scene.words.occasion and bool(children(head, "det"))
    return leads and head.head.lower_ not in scene.words.hearing and _is_organised(scene, head)


def _is_written_to(scene: Scene, head: Token) -> bool:
    """Whether a name is whom remarks or a message went to: "in comments to Al-Masry Al-Youm"."""
    if head.dep_ != "pobj" or head.head.lower_ not in scene.words.hearing:
        return False
    return head.head.head.lemma_.lower() in scene.words.documents and _is_outlet(scene, head)


def _network(scene: Scene, head: Token) -> list[Token]:
    """The medium that a letter or post is named by: "in a Facebook post"."""
    if head.dep_ != "pobj" or head.lemma_.lower() not in scene.words.documents:
        return []
    return [c for c in children(head, "compound", "nmod") if is_medium(scene, c)]


def _employer(scene: Scene, head: Token) -> list[Token]:
    """The medium that a hearer works for: "told a Reuters reporter", "a reporter from the BBC"."""
    if not _is_hearer(scene, head):
        return []
    below = children(head, "compound", "nmod", "amod")
    sources = (p for p in children(head, "prep") if p.lower_ in scene.words.employing)
    below += [c for p in sources for c in children(p, "pobj")]
    return [c for c in below if is_known(scene, c)]


def _one_each(heads: Iterable[Token]) -> list[Token]:
    """The heads in text order; of "the news agency SANA" and "a station, TV Azteca" the name."""
    heads = [_name_behind(head) or head for head in heads]
    places = {head.i for head in heads}
    chosen = {t.i: t for t in heads if not any(c.i in places for c in children(t, "appos"))}
    for i in sorted(chosen):
        behind = [t for t in chosen.values() if t.i > i and phrase(t)[0].i == i + 1]
        if behind and behind[0].text[0].isupper():
            del chosen[i]
    return [chosen[i] for i in sorted(chosen)]


def _name_behind(head: Token) -> Token | None:
    """The name right behind a medium's noun, which the parser may hang beside it: "channel Six"."""
    last = phrase(head)[-1].i
    if head.pos_ != "NOUN" or head.dep_ == "pobj" or last != head.i or last + 1 >= len(head.doc):
        return None
    first = head.doc[last + 1]
    named = first.text[0].isupper() and first.head.i >= head.i and first.sent == head.sent
    return phrase_from(first) if named else None


def _leads(scene: Scene, head: Token) -> bool:
    """Whether a medium is where it went: told to it, carried by it; if named, said on it."""
    if head.dep_ != "pobj":
        return True
    preposition = head.head.lower_
    if head.pos_ == "PROPN":
        return preposition in scene.words.occasion
    return preposition in scene.words.hearing


def is_medium(scene: Scene, head: Token) -> bool:
    """Whether a phrase is a medium's: by the tables of actors, or by its words."""
    if _is_hearer(scene, head):
        return False
    if is_known(scene, head):
        return True
    if head.lower_ in scene.words.media or head.lemma_.lower() in scene.words.media:
        return True
    named = [t.lower_ for t in children(head, "compound", "nmod", "appos", "amod")]
    if not scene.words.media.isdisjoint(named):
        return True
    if head.pos_ == "PROPN" and head.lower_ in scene.words.media_names:
        return True
    return head.pos_ in NOMINAL and _is_of_a_medium(scene, head)


def _is_of_a_medium(scene: Scene, head: Token) -> bool:
    """Whether a phrase carries the name of a medium before its head: "the BBC Hausa service"."""
    before = [t for t in phrase(head) if t.i < head.i and t.dep_ in {"compound", "nmod"}]
    return any(is_known(scene, t) for t in before)


def is_known(scene: Scene, head: Token) -> bool:
    """Whether a word heads the name of a medium that the tables of actors know, or the report's."""
    if head.text == scene.parse.report.outlet:
        return True
    mention = scene.mentioned.headed_by(head)
    return mention is not None and any(
        c in scene.media for c in (*mention.candidates, mention.actor)
    )


def _is_outlet(scene: Scene, head: Token) -> bool:
    """Whether whoever was told a thing is an outlet that no table knows.

    A name with an article that is no body's ("told the Irrawaddy"), in capitals ("told RÚV") or
    with a number ("told Stöð 2"): so no person is called. Of other names the entity recogniser,
    asked for these few sentences alone, must say that they are an organisation's.
    """
    mention = scene.mentioned.headed_by(head)
    if head.pos_ != "PROPN" or (mention is not None and mention.candidates):
        return False
    if _is_hearer(scene, head):
        return False
    numbered = bool(children(head, "nummod")) or any(c.isdigit() for c in head.text)
    initials = len(head.text) > 1 and head.text.isupper()
    article = any(c.lower_ in scene.words.definite for c in children(head, "det"))
    if numbered or initials or (article and len(phrase(head)) == ARTICLE_AND_NAME):
        return True
    return _is_organised(scene, head)


def _is_organised(scene: Scene, head: Token) -> bool:
    """Whether the entity recogniser, asked for one sentence, takes an unknown name for a body's."""
    mention = scene.mentioned.headed_by(head)
    sentence = scene.sentence(head.i)
    if head.pos_ != "PROPN" or sentence is None or (mention is not None and mention.candidates):
        return False
    return scene.parse.entity_labels([sentence]).get(head.i) == ORGANISED


def _interviews(scene: Scene, head: Token) -> bool:
    """Whether a head is whom an interview is with, or who asked: "in an interview with Amir"."""
    preposition = head.head
    if head.dep_ != "pobj" or preposition.lower_ not in scene.words.interviewer:
        return False
    above = preposition.head
    if above.pos_ == "NOUN":
        return above.lemma_.lower() in scene.words.interview
    fronted = above.dep_ in {"advcl", "acl"} and above.tag_ == "VBN"
    return fronted and above.lemma_.lower() in scene.words.speaking and head.pos_ == "PROPN"


def _is_hearer(scene: Scene, head: Token) -> bool:
    return head.lemma_.lower() in scene.words.hearers


def _other_occasion(scene: Scene, draft: Draft, around: Sequence[Token]) -> bool:
    """Whether the cue's clause names another occasion: "told parliament", "in a statement".

    So does anybody else who was told: "told his cabinet", but not "told them".
    """
    if draft.entry.id in scene.words.written:
        return True
    if draft.entry.channel == ("object",) and any(t.pos_ != "PRON" for t in draft.through):
        return True
    heads = [t for t in (*around, *draft.through) if t.dep_ in OBJECTS]
    return any(_is_hearer(scene, t) or t.lemma_.lower() in scene.words.documents for t in heads)

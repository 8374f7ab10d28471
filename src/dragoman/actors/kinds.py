"""A name outside the tables -> what it names: titles and last words first, the recogniser last."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from dragoman.actors.reading import determiner
from dragoman.grammar.clauses import children

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Span, Token

    from dragoman.actors.clusters import Cluster
    from dragoman.actors.reading import Reading
    from dragoman.lexicon.places import Gazetteer
    from dragoman.parse import Sentence
    from dragoman.record import ActorKind

LABELS: dict[str, ActorKind] = {
    "PERSON": "person", "GPE": "place", "LOC": "place", "FAC": "place", "ORG": "other",
    "NORP": "other", "PRODUCT": "other", "EVENT": "other", "LAW": "other", "WORK_OF_ART": "other",
}  # fmt: skip
PLURAL = frozenset({"NNS", "NNPS"})
VOTING = 2  # how many places of a name the entity recogniser is asked about
CONTEXT = 8  # words to each side of a name: the recogniser sees little more
NO_ACTOR = frozenset({"PRODUCT", "EVENT", "LAW", "WORK_OF_ART", "DATE", "TIME", "LANGUAGE"})


class Kinds:
    """Says what the clusters of a report name; the recogniser is run once, where words do not tell.

    Args:
        reading: The report as it is read.
        clusters: The names that no table knows.
        gazetteer: The places of the world, which say whether a name of one word is a town's.
    """

    def __init__(self, reading: Reading, clusters: Sequence[Cluster], gazetteer: Gazetteer) -> None:
        self.reading, self.gazetteer = reading, gazetteer
        self._labels = self._recognise(clusters)

    def of(self, cluster: Cluster) -> ActorKind | None:
        """What a name outside the tables names, or None where it names no actor.

        Titles, appositions and the last word decide, then, for a name of one word, the gazetteer,
        for others the entity recogniser on the sentences where the name is first found.
        """
        kind = self._kind_by_words(cluster)
        if kind is not None:
            return kind
        if len(cluster.words) < 2:
            return "place" if self._is_place(cluster) else None
        votes = self._entity_votes(cluster)
        if not votes:
            return "person" if self._acts_like_person(cluster) else None
        label = votes.most_common(1)[0][0]
        return None if label in NO_ACTOR else LABELS.get(label)

    def is_titled(self, cluster: Cluster) -> bool:
        """Whether a title or office stands before the name somewhere, so that it is a person's.

        "Its security minister Wiranto", where the parser has put the name beside the office.
        """
        if any(m.kind == "title" for m in cluster.mentions):
            return True
        heads = (self.reading.mentioned.heads.get(m.id) for m in cluster.mentions)
        offices = self.reading.words.offices
        return any(
            h.dep_ == "appos" and h.head.i == h.i - 1 and h.head.lower_ in offices
            for h in heads
            if h is not None and len(cluster.words) == 1
        )

    def is_body(self, cluster: Cluster) -> bool:
        """Whether a name of one word with an article is a body's: "the Treasury"."""
        head = self.reading.mentioned.heads.get(cluster.mentions[0].id)
        return (
            len(cluster.words) == 1
            and head is not None
            and head.lower_ in self.reading.words.national_bodies
            and determiner(head) in self.reading.words.definite
        )

    def _kind_by_words(self, cluster: Cluster) -> ActorKind | None:
        if self.is_titled(cluster):
            return "person"
        kind = self.reading.words.kind_by_ending(cluster.name)
        if kind is None and len(cluster.words) > 1:
            kind = "body" if self.reading.words.is_org_word(cluster.name.split()[0]) else None
        if kind is not None:
            return kind
        if self.reading.words.is_persons_name(cluster.name):
            return "person"
        heads = [self.reading.mentioned.heads.get(m.id) for m in cluster.mentions]
        beside = any(head is not None and self._beside_person_word(head) for head in heads)
        return "person" if beside else None

    def _is_place(self, cluster: Cluster) -> bool:
        """Whether a name of one word is a town's: one that the report puts something in.

        "The Guards", "Protesters": a name with an article or in the plural is none, nor is one
        that speaks.
        """
        found = (self.reading.mentioned.heads.get(m.id) for m in cluster.mentions)
        heads = [head for head in found if head is not None]
        if any(m.id in self.reading.speaking for m in cluster.mentions):
            return False
        if any(head.tag_ in PLURAL or determiner(head) for head in heads):
            return False
        inside = any(self._is_inside(head) for head in heads)
        return inside and bool(self.gazetteer.named(cluster.name))

    def _is_inside(self, head: Token) -> bool:
        """Whether a preposition of place, or "of", stands before a name."""
        words = self.reading.words
        return head.dep_ == "pobj" and (
            head.head.lower_ in words.locative or head.head.lower_ in words.inside_org_names
        )

    def _beside_person_word(self, head: Token) -> bool:
        words = self.reading.words
        beside = [*children(head, "appos"), *([head.head] if head.dep_ == "appos" else [])]
        before = children(head, "compound", "amod")
        hints = words.people_hints | words.occupations
        told = any(t.lemma_.lower() in hints or t.lower_ in words.offices for t in beside)
        return told or any(t.lower_ in words.occupations for t in before)

    def _acts_like_person(self, cluster: Cluster) -> bool:
        speaking = self.reading.speaking
        return len(cluster.words) > 1 and any(m.id in speaking for m in cluster.mentions)

    def _entity_votes(self, cluster: Cluster) -> Counter[str]:
        votes: Counter[str] = Counter()
        for mention in cluster.mentions[:VOTING]:
            head = self.reading.mentioned.heads.get(mention.id)
            label = self._labels.get(head.i) if head is not None else None
            if label:
                votes[label] += 2 if mention.name == cluster.name else 1
        return votes

    def _recognise(self, clusters: Sequence[Cluster]) -> dict[int, str]:
        """Entity labels for the clusters whose words do not say what they name, asked for once."""
        asked: dict[int, tuple[int, int]] = {}
        for cluster in clusters:
            if len(cluster.words) < 2 or self._kind_by_words(cluster) is not None:
                continue
            for mention in cluster.mentions[:VOTING]:
                head = self.reading.mentioned.heads.get(mention.id)
                sentence = self.reading.parse.sentence_at(head) if head is not None else None
                if head is not None and sentence is not None:
                    first, last = asked.get(sentence.number, (head.i, head.i))
                    asked[sentence.number] = min(first, head.i), max(last, head.i)
        parse = self.reading.parse
        return parse.labels_in(_around(parse.sentences[i], *asked[i]) for i in sorted(asked))


def _around(sentence: Sentence, first: int, last: int) -> Span:
    """The words of a sentence about some names, as many as the recogniser makes use of."""
    tokens = sentence.tokens
    begin, end = max(tokens.start, first - CONTEXT), min(tokens.end, last + CONTEXT + 1)
    return tokens.doc[begin:end]

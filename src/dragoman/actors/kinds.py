"""A name outside the tables -> what it names: titles and last words first, the recogniser last."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from dragoman.actors.reading import determiner
from dragoman.grammar.clauses import children

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Token

    from dragoman.actors.clusters import Cluster
    from dragoman.actors.reading import Reading
    from dragoman.record import ActorKind

LABELS: dict[str, ActorKind] = {
    "PERSON": "person", "GPE": "place", "LOC": "place", "FAC": "place", "ORG": "other",
    "NORP": "other", "PRODUCT": "other", "EVENT": "other", "LAW": "other", "WORK_OF_ART": "other",
}  # fmt: skip
PLURAL = frozenset({"NNS", "NNPS"})
VOTING = 2  # how many places of a name the entity recogniser is asked about
NO_ACTOR = frozenset({"PRODUCT", "EVENT", "LAW", "WORK_OF_ART", "DATE", "TIME", "LANGUAGE"})


class Kinds:
    """Says what the clusters of a report name; the recogniser is run once, where words do not tell.

    Args:
        reading: The report as it is read.
        clusters: The names that no table knows.
    """

    def __init__(self, reading: Reading, clusters: Sequence[Cluster]) -> None:
        self.reading = reading
        self._labels = self._recognise(clusters)

    def of(self, cluster: Cluster) -> ActorKind | None:
        """What a name outside the tables names, or None where it names no actor.

        Titles, appositions and the last word decide, then the entity recogniser on the sentences
        where the name is first found.
        """
        kind = self._kind_by_words(cluster)
        if kind is not None:
            return kind
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

    def _may_be_place(self, cluster: Cluster) -> bool:
        """Whether a name of one word may be a town's, which alone the recogniser is asked about.

        "The Guards", "Protesters": a name with an article or in the plural is none, nor is one
        that speaks.
        """
        heads = [self.reading.mentioned.heads.get(m.id) for m in cluster.mentions]
        speaks = any(m.id in self.reading.speaking for m in cluster.mentions)
        return not speaks and not any(h and (h.tag_ in PLURAL or determiner(h)) for h in heads)

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
        asked: set[int] = set()
        for cluster in clusters:
            if self._kind_by_words(cluster) is not None:
                continue
            if len(cluster.words) < 2 and not self._may_be_place(cluster):
                continue
            for mention in cluster.mentions[:VOTING]:
                head = self.reading.mentioned.heads.get(mention.id)
                sentence = self.reading.parse.sentence_at(head) if head is not None else None
                if sentence is not None:
                    asked.add(sentence.number)
        return self.reading.parse.entity_labels(
            self.reading.parse.sentences[i] for i in sorted(asked)
        )

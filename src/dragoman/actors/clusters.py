"""Names -> entities: full names, surnames and acronyms of one report that mean the same actor.

Two people of one surname are never merged; a bare surname that fits two people stays open.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dragoman.actors.names import fold
from dragoman.actors.phrases import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dragoman.actors.phrases import Words
    from dragoman.lexicon import Tables
    from dragoman.record import Mention

BRACKETED = re.compile(r"\s*\(([A-Z][A-Z.\-]{1,9})\)")
NAME_WORD = re.compile(r"[^\W\d_][\w.]*(?:'[^\W\d_]\w+)?")


@dataclass(slots=True)
class Cluster:
    """Mentions that share a name; ``words`` are those of the fullest form, folded."""

    name: str
    words: tuple[str, ...]
    mentions: list[Mention] = field(default_factory=list)
    acronyms: set[str] = field(default_factory=set)


def name_words(name: str, words: Words) -> tuple[str, ...]:
    """The words of a name, folded, lower-case, without prefixes ("al-") and possessives."""
    found = [w.lower().removesuffix("'s") for w in NAME_WORD.findall(fold(name))]
    kept = [w for w in found if w not in words.prefixes and w not in words.particles]
    return tuple(kept or found)


def cluster_names(
    text: str, mentions: Iterable[Mention], words: Words
) -> tuple[list[Cluster], dict[str, Cluster]]:
    """Clusters of the names that no table knows, and the cluster of each mention by its id.

    Names of two words or more make clusters; single words then join the one cluster whose last
    word, acronym or only word they are. A single word that fits no cluster makes its own.
    """
    clusters: list[Cluster] = []
    of: dict[str, Cluster] = {}
    single: list[tuple[Mention, tuple[str, ...]]] = []
    for mention in mentions:
        parts = name_words(mention.name, words)
        if len(parts) < 2:
            single.append((mention, parts))
            continue
        cluster = next((c for c in clusters if _same_name(c.words, parts)), None)
        if cluster is None:
            cluster = Cluster(mention.name, parts)
            clusters.append(cluster)
        elif len(parts) > len(cluster.words):
            cluster.name, cluster.words = mention.name, parts
        bracketed = BRACKETED.match(text, mention.span.end)
        if bracketed:
            cluster.acronyms.add(bracketed.group(1).replace(".", ""))
        cluster.mentions.append(mention)
        of[mention.id] = cluster
    for mention, parts in single:
        fits = [c for c in clusters if parts and _is_short_for(mention.name, parts[0], c)]
        if len(fits) == 1:
            chosen = fits[0]
        elif fits:
            continue
        else:
            chosen = Cluster(mention.name, parts)
            clusters.append(chosen)
        chosen.mentions.append(mention)
        of[mention.id] = chosen
    return clusters, of


def _same_name(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two full names are one: equal, or equal first and last words around an initial."""
    if one == other:
        return True
    if len(one) == len(other):
        return False
    short, long = sorted((one, other), key=len)
    middles = long[1:-1]
    return (
        short[0] == long[0]
        and short[-1] == long[-1]
        and (len(short) == 2 and all(len(m.rstrip(".")) <= 2 for m in middles))
    )


def _is_short_for(name: str, word: str, cluster: Cluster) -> bool:
    if len(cluster.words) < 2:
        return cluster.words == (word,)
    if name.isupper() and len(name) > 1:
        plain = name.replace(".", "")
        return plain in cluster.acronyms or plain.lower() == "".join(w[0] for w in cluster.words)
    return word == cluster.words[-1]


def may_be_one(one: str, other: str, tables: Tables) -> bool:
    """Whether two names, out of any report, may be one actor's; never by surname alone."""
    words = words_of(tables)
    first, second = name_words(one, words), name_words(other, words)
    if min(len(first), len(second)) > 1:
        return _same_name(first, second)
    short, long = (other, one) if len(second) == 1 else (one, other)
    cluster = Cluster(long, name_words(long, words))
    return short.isupper() and _is_short_for(short, name_words(short, words)[0], cluster)

"""Names -> entities: full names, surnames and acronyms of one report that mean the same actor.

Two people of one surname are never merged; a bare surname that fits two people stays open.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dragoman.actors.names import fold, names_of
from dragoman.actors.phrases import words_of
from dragoman.actors.spelling import alike

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dragoman.actors.names import Names
    from dragoman.actors.phrases import Words
    from dragoman.lexicon import Tables
    from dragoman.record import Mention

BRACKETED = re.compile(r"\s*\(([A-Z][A-Z.\-]{1,9})\)")
STROKED = str.maketrans("łŁøØđĐı", "lLoOdDi")  # letters that have no mark to take off
HYPHENATED = re.compile(r"\w+(?:-\w+)+")  # "Mir-Mohammadi" after "Ali Mir-Mohammadi"
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
    found = [w.lower().removesuffix("'s") for w in NAME_WORD.findall(fold(name).translate(STROKED))]
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
        if len(parts) < 2 or HYPHENATED.fullmatch(mention.name):
            single.append((mention, parts))
            continue
        cluster = next((c for c in clusters if same_name(c.words, parts, words)), None)
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
    for mention, parts in sorted(single, key=lambda each: len(each[1])):
        fits = [c for c in clusters if parts and _is_short_for(mention.name, parts, c, words)]
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


def same_name(one: tuple[str, ...], other: tuple[str, ...], words: Words) -> bool:
    """Whether two full names are one: the same words in any spelling, around what may be left out.

    Left out may be an initial or a patronymic, and only where the other name has no other one.
    """
    if len(one) == len(other):
        return all(map(alike, one, other))
    short, long = sorted((one, other), key=len)
    return (
        len(short) == 2
        and alike(short[0], long[0])
        and alike(short[-1], long[-1])
        and all(len(m.rstrip(".")) <= 2 or words.is_patronymic(m) for m in long[1:-1])
    )


def _is_short_for(name: str, parts: tuple[str, ...], cluster: Cluster, words: Words) -> bool:
    """Whether a name of one word, or of one with a hyphen, is a part of a fuller one."""
    word, many = parts[-1], len(parts)
    if len(cluster.words) <= many:
        return cluster.words == parts
    if many > 1:
        return all(map(alike, parts, cluster.words[-many:]))
    if name.isupper() and len(name) > 1:
        plain = name.replace(".", "")
        return plain in cluster.acronyms or plain in acronyms_of(cluster.name, words)
    opens = word == cluster.words[0] and word not in words.bodies | words.national_bodies
    if opens and words.kind_by_ending(cluster.name) is not None:
        return True
    return alike(word, cluster.words[-1])


def acronyms_of(name: str, words: Words) -> frozenset[str]:
    """The acronyms that a name of several words may have, with and without its small words.

    "Democratic Front of Norland": DFN, DFON.
    """
    parts = [part for part in re.split(r"[\s-]+", fold(name)) if part[:1].isalpha()]
    main = [part for part in parts if part.lower() not in words.inside_org_names]
    return frozenset("".join(p[0] for p in some).upper() for some in (parts, main) if len(some) > 1)


def may_be_one(one: str, other: str, tables: Tables) -> bool:
    """Whether two names, out of any report, may be one actor's; never by a person's surname alone.

    The tables decide where they know both names; else the words do: titles, company forms and
    articles left out, transliterations folded, "Ministry of X" read as "X Ministry".
    """
    words, names = words_of(tables), names_of(tables)
    first, second = _untitled(one, words), _untitled(other, words)
    known = [_known(name, names) for name in (first, second)]
    if all(known):
        return bool(known[0] & known[1])
    short, long = sorted((first, second), key=lambda n: len(n.split()))
    if " " not in short and " " in long:
        return short.isupper() and short.replace(".", "") in acronyms_of(long, words)
    parts, others = (_plain(name, words) for name in (first, second))
    if words.has_org_word(first) and words.has_org_word(second):
        return sorted(parts) == sorted(others)
    return bool(parts) and (parts == others or _same_person(parts, others, words))


def _same_person(one: tuple[str, ...], other: tuple[str, ...], words: Words) -> bool:
    return min(len(one), len(other)) > 1 and same_name(one, other, words)


def _known(name: str, names: Names) -> frozenset[str]:
    """The actors that the tables know by a whole name; a person's surname alone knows nobody."""
    found = names.at(fold(name), 0)
    if found is None or found.end != len(name):
        return frozenset()
    named = (s.actor for s in found.senses if s.how == "name")
    return frozenset(i for i in named if " " in name or names.rows[i].kind != "person")


def _untitled(name: str, words: Words) -> str:
    """A name without the titles and the article before it, and the form of company after it."""
    parts = name.split()
    while len(parts) > 1:
        long = next((t for t in words.long_titles.get(parts[0], ()) if name.startswith(t)), "")
        if long and len(long.split()) < len(parts):
            parts = parts[len(long.split()) :]
        elif parts[0] in words.titles or parts[0].lower() in words.definite:
            parts = parts[1:]
        else:
            break
        name = " ".join(parts)
    while len(parts) > 1 and parts[-1] in words.company_forms:
        parts.pop()
    return " ".join(parts)


def _plain(name: str, words: Words) -> tuple[str, ...]:
    """The words of a name in one spelling, without small words inside."""
    kept = [w for w in name_words(name, words) if w not in words.inside_org_names]
    return tuple(words.spellings.get(w, w) for w in kept)

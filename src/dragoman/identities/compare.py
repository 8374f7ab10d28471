"""Two actors that reports named -> why they may be one, in words, or nothing."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from dragoman.actors.names import slug
from dragoman.actors.phrases import words_of as phrases_of
from dragoman.identities.names import acronym, skeleton, spelt_alike, without, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dragoman.lexicon import Tables
    from dragoman.store import Profile

LONG = 4  # letters an acronym needs where one of the two has no country


class Comparer:
    """Says why two actors may be one. Precision first: a doubt is no reason.

    A surname alone is never a reason, nor a name that two countries share. Where both have a
    country it must be the same.

    Args:
        tables: Their word lists say which words of a name may differ, and which offices fit.
    """

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        words = tables.words
        titles = words("titles") | words("honorifics")
        self.titles = frozenset(map(words_of, titles))
        self.longest_title = max(map(len, self.titles))
        self.is_patronymic = phrases_of(tables).is_patronymic
        self.articles = words("name_articles")
        self.generations = words("name_generations")
        forms = {slug(word) for word in words("company_forms")}
        self.left_out = words("small_words") | forms
        variants = words("spelling_variants") | words("more_spelling_variants")
        self.one_spelling = dict(row.split() for row in variants)
        forms_of_names = words("given_name_forms")
        self.given_forms = forms_of_names | {" ".join(reversed(f.split())) for f in forms_of_names}
        self.fitting = [frozenset(row.split("|")) for row in sorted(words("offices_that_fit"))]

    def reason(self, one: Profile, other: Profile) -> str | None:
        """Why the two may be one, in words; None where nothing says so.

        >>> from dragoman.lexicon import load_tables
        >>> from dragoman.store import Profile
        >>> comparer = Comparer(load_tables())
        >>> old = Profile("~a", "Sergei Nechayev", "person", "RUS")
        >>> comparer.reason(old, Profile("~b", "Sergey Nechaev", "person", "RUS"))
        'spellings of one name, both of RUS'
        >>> comparer.reason(old, Profile("~c", "Nechayev", "person", "RUS"))
        """
        if one.country and other.country and one.country != other.country:
            return None
        if "person" in {one.kind, other.kind}:
            same_kind = {one.kind, other.kind} <= {"person", "other"}
            return self._persons(one, other) if same_kind else None
        introduced = self._introduced(one, other) or self._introduced(other, one)
        same_kind = one.kind == other.kind or "other" in {one.kind, other.kind}
        return introduced or (self._bodies(one, other) if same_kind else None)

    def keys(self, actor: Profile) -> Iterator[str]:
        """Short words, at least one of which is shared by any two actors that may be one."""
        if actor.kind in {"person", "other"}:
            name = self._person(actor)
            if len(name) > 1:
                yield "p " + skeleton(name)
                yield "l " + skeleton((name[0], name[-1]))
                yield "f " + skeleton(name[:2])
                yield "s " + skeleton(name[1:])
        if actor.kind != "person":
            yield "b " + " ".join(sorted(self._body(actor)))
            yield "g " + skeleton(without(words_of(actor.name), self.articles))
            for letters in {acronym(words) for words in (actor.name, *actor.words)} - {None}:
                yield f"a {letters}"

    # --- persons --------------------------------------------------------------------------

    def _persons(self, one: Profile, other: Profile) -> str | None:
        first, second = self._person(one), self._person(other)
        if len(first) < 2 or len(second) < 2 or self._parted(one, other):
            return None
        fit = self._offices_fit(one, other)
        if fit is False:
            return None
        country = one.country if one.country == other.country else None
        if first == second or "".join(first) == "".join(second):
            if country:
                return f"same name, both of {country}"
            return f"same full name, and offices that fit: {fit}" if fit else None
        if not country:
            return None
        if spelt_alike(first, second, vouched=bool(fit)):
            return f"spellings of one name, both of {country}"
        if fit and first[1:] == second[1:] and f"{first[0]} {second[0]}" in self.given_forms:
            return f"forms of one given name, both of {country}, and offices that fit: {fit}"
        same_office = not self._offices(one).isdisjoint(self._offices(other))
        if self._shortened(first, second, same_office=same_office):
            return f"one name in full and shortened, both of {country}"
        return None

    def _person(self, actor: Profile) -> tuple[str, ...]:
        """The words of a person's name without titles, articles, initials and generations."""
        words = words_of(actor.name)
        while title := self._title_before(words):
            words = words[title:]
        left_out = self.articles | self.generations
        return tuple(word for word in without(words, left_out) if len(word) > 1)

    def _title_before(self, words: tuple[str, ...]) -> int:
        """How many words of a title stand before a name of at least two; the most there are."""
        lengths = range(min(self.longest_title, len(words) - 2), 0, -1)
        return next((n for n in lengths if words[:n] in self.titles), 0)

    def _parted(self, one: Profile, other: Profile) -> bool:
        """Whether a generation or initials tell the two apart."""
        first, second = words_of(one.name), words_of(other.name)
        if self.generations & set(first) != self.generations & set(second):
            return True
        initials = [[word for word in words if len(word) == 1] for words in (first, second)]
        return bool(initials[0] and initials[1] and initials[0] != initials[1])

    def _shortened(
        self, one: tuple[str, ...], other: tuple[str, ...], *, same_office: bool
    ) -> bool:
        """Whether a name is the other without a patronymic, or in one office without more words."""
        short, full = sorted((one, other), key=len)
        if len(short) == len(full):
            return False
        around = len(short) == 2 and (full[0], full[-1]) == short
        if around and all(map(self.is_patronymic, full[1:-1])):
            return True
        return same_office and (around or full[: len(short)] == short)

    def _offices_fit(self, one: Profile, other: Profile) -> str | bool | None:
        """The offices that fit, False where they do not, None where one has none."""
        first, second = self._offices(one), self._offices(other)
        if not first or not second:
            return None
        if first & second:
            return min(first & second)
        for a in sorted(first):
            for b in sorted(second):
                if any({a, b} <= row for row in self.fitting):
                    return f"{a}, {b}"
        return False

    def _offices(self, actor: Profile) -> set[str]:
        """What an actor's offices come to: known words of them, else their last word."""
        parts = actor.id.split(".")
        named = [*actor.offices, *(parts[2:3] if actor.known == "report" else ())]
        found: set[str] = set()
        for office in named:
            words = office.lower().split()
            found |= {w for w in words if w in self._office_words} or set(words[-1:])
        return found

    @cached_property
    def _office_words(self) -> frozenset[str]:
        return self.tables.words("offices") | frozenset().union(*self.fitting)

    # --- bodies and groups ----------------------------------------------------------------

    def _bodies(self, one: Profile, other: Profile) -> str | None:
        country = one.country if one.country == other.country else None
        first, second = self._body(one), self._body(other)
        if not country or not first or not second:
            return None
        if sorted(first) == sorted(second):
            return f"same name but for words that do not tell bodies apart, both of {country}"
        group = {one.kind, other.kind} == {"armed_group"}
        plain = [without(words_of(each.name), self.articles) for each in (one, other)]
        if group and min(map(len, plain)) > 1 and spelt_alike(*plain):
            return f"spellings of one name, both of {country}"
        return None

    def _body(self, actor: Profile) -> tuple[str, ...]:
        """The words of a name in one spelling, without those of the actor's own country."""
        own = self._words_of_states.get(actor.country or "", frozenset())
        words = without(words_of(actor.name), self.left_out)
        kept = without(words, own) or words
        return tuple(self.one_spelling.get(word, word) for word in kept)

    def _introduced(self, one: Profile, other: Profile) -> str | None:
        """Whether the other is named by an acronym that a report introduces for the one."""
        letters = acronym(other.name)
        if letters is None or acronym(one.name) is not None:
            return None
        one_country_open = not (one.country and other.country)
        if one_country_open and len(letters) < LONG:
            return None
        if letters in {acronym(words) for words in one.words}:
            return f"“{letters}” is short for {one.name} in a report"
        return None

    @cached_property
    def _words_of_states(self) -> dict[str, frozenset[str]]:
        rows = [row for row in self.tables.actors if row.kind == "state"]
        return {
            row.id: frozenset(
                word
                for name in (row.name, *row.aliases, *row.adjectives)
                for word in words_of(name)
                if len(words_of(name)) == 1
            )
            for row in rows
        }

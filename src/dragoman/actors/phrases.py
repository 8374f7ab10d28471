"""Questions about one noun phrase: its office words, whose it is, where its core ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from dragoman.actors.names import fold
from dragoman.grammar.clauses import children
from dragoman.grammar.tree import dependents

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from spacy.tokens import Doc, Token

    from dragoman.actors.entities import Gender
    from dragoman.lexicon import Tables
    from dragoman.record import ActorKind

Attribute = Literal["POS", "TAG", "ORTH"]
DEEPEST = 3
LONGEST = 4  # words of a person's name
BELONGING = frozenset({"poss", "amod", "compound", "nmod"})


@dataclass(frozen=True, slots=True)
class Words:
    """The word lists of the actor stage, looked up once per tables."""

    offices: frozenset[str]
    titles: frozenset[str]
    long_titles: dict[str, tuple[str, ...]]
    collectives: frozenset[str]
    groups: frozenset[str]
    pointers: frozenset[str]
    government: frozenset[str]
    bodies: frozenset[str]
    locative: frozenset[str]
    particles: frozenset[str]
    prefixes: frozenset[str]
    not_names: frozenset[str]
    people_hints: frozenset[str]
    campaigns: frozenset[str]
    occupations: frozenset[str]
    surnames_too: frozenset[str]
    counterparts: frozenset[str]
    not_offices: frozenset[str]
    indefinite: frozenset[str]
    definite: frozenset[str]
    references: frozenset[str]
    male: frozenset[str]
    female: frozenset[str]
    pronouns: dict[str, str]
    name_kinds: tuple[tuple[frozenset[str], ActorKind], ...]
    reference_kinds: tuple[tuple[frozenset[str], frozenset[ActorKind]], ...]
    sides: frozenset[str]
    need_titles: frozenset[str]
    core_prepositions: frozenset[str]
    empty_it: frozenset[str]
    inside_org_names: frozenset[str]
    national_offices: frozenset[str]
    of_places: frozenset[str]
    pronouns_always: frozenset[str]
    patronymics: tuple[str, ...]
    company_forms: frozenset[str]
    spellings: dict[str, str]
    soldiers: frozenset[str]
    leaders: frozenset[str]
    forms_of_state: frozenset[str]
    national_bodies: frozenset[str]
    home_offices: frozenset[str]
    posted: frozenset[str]
    family_first: frozenset[str]
    fields: frozenset[str]
    heads_of_government: frozenset[str]
    namesakes: dict[str, str]
    predecessors: dict[str, str]
    place_words: frozenset[str]
    armed: frozenset[str]
    lesser: frozenset[str]
    narrowing: frozenset[str]
    being: frozenset[str]
    short_offices: dict[str, str]
    descriptors: frozenset[str]
    shared_offices: frozenset[str]
    counted_sides: frozenset[str]
    each: frozenset[str]
    each_of_two: frozenset[str]
    numbers: dict[str, int]
    rivals: frozenset[str]
    neighbours: frozenset[str]
    moved_to: frozenset[str]
    bodies_of_state: frozenset[str]
    giving: frozenset[str]
    speaks_for_state: frozenset[str]
    minded: frozenset[str]
    offices_of_state: frozenset[str]
    any_office: frozenset[str]
    owned_governments: frozenset[str]
    within_states: frozenset[str]
    crowds: frozenset[str]
    quantities: frozenset[str]
    titles_in_names: frozenset[str]
    in_names: frozenset[str]
    given_male: frozenset[str]
    given_female: frozenset[str]
    given: frozenset[str]
    given_ambiguous: frozenset[str]

    def gender_of(self, name: str) -> Gender | None:
        """The gender that the given name tells in a name of several words, or None."""
        given, _, rest = fold(name).partition(" ")
        if not rest:
            return None
        male, female = given in self.given_male, given in self.given_female
        return "male" if male else "female" if female else None

    def is_persons_name(self, name: str) -> bool:
        """Whether a given name opens a name of several words, and none of them is a body's."""
        parts = fold(name).split()
        known = parts[0] in self.given and parts[0] not in self.given_ambiguous
        inside = any(part in self.inside_org_names for part in parts)
        return known and 1 < len(parts) <= LONGEST and not inside and not self.has_org_word(name)

    def kind_by_ending(self, name: str) -> ActorKind | None:
        """What the last word of a name of several words says it is, or None."""
        parts = name.split()
        if len(parts) > 1 and parts[-1] in self.place_words:
            return "place"
        return next(
            (k for ends, k in self.name_kinds if len(parts) > 1 and parts[-1] in ends), None
        )

    def opens_medium(self, word: str) -> bool:
        """Whether a word opens names of media that go on with "of": "Voice of Norland"."""
        return any(word in endings for endings, kind in self.name_kinds if kind == "media")

    def is_patronymic(self, word: str) -> bool:
        """Whether a folded word between a given name and a surname is the father's name."""
        return word.endswith(self.patronymics)

    def has_org_word(self, name: str) -> bool:
        """Whether any word of a name is one that names of bodies have."""
        return any(self.is_org_word(word) for word in name.split())

    def is_org_word(self, word: str) -> bool:
        """Whether a word opens or ends names of bodies, parties, companies or media."""
        return any(word in endings for endings, _ in self.name_kinds)


_READ: dict[str, Words] = {}
PRONOUN_TYPES = ("male", "female", "plural", "thing", "we", "i")


def words_of(tables: Tables) -> Words:
    """The word lists of some tables, read once per digest."""
    if tables.digest not in _READ:
        _READ[tables.digest] = _read(tables)
    return _READ[tables.digest]


def _read(tables: Tables) -> Words:
    w = tables.words
    armed: frozenset[ActorKind] = frozenset({"armed_group", "ism", "img", "party"})
    bodies: frozenset[ActorKind] = frozenset({"igo", "ngo", "img", "body", "other"})
    return Words(
        offices=w("offices"),
        titles=w("titles"),
        long_titles=_by_first(t for t in w("titles") if " " in t),
        collectives=w("collectives"),
        pointers=w("group_references") | w("refers_sides") | w("counted_sides"),
        groups=w("collectives") | w("government_words") | w("body_words"),
        government=w("government_words"),
        bodies=w("body_words"),
        locative=w("locative"),
        particles=w("name_particles"),
        prefixes=w("name_prefixes"),
        not_names=w("not_names"),
        people_hints=w("people_hints"),
        campaigns=w("campaigns"),
        occupations=w("occupations"),
        surnames_too=w("surnames_too"),
        counterparts=w("counterparts"),
        not_offices=w("not_offices"),
        indefinite=w("indefinite"),
        definite=w("definite"),
        references=w("group_references"),
        male=w("male_titles") | w("male_roles"),
        female=w("female_titles") | w("female_roles"),
        pronouns={word: kind for kind in PRONOUN_TYPES for word in w(f"pronouns_{kind}")},
        name_kinds=(
            (w("party_words"), "party"),
            (w("media_words"), "media"),
            (w("company_words"), "company"),
            (w("body_names"), "body"),
        ),
        reference_kinds=(
            (w("refers_armed"), armed),
            (w("refers_state"), frozenset({"state"})),
            (w("refers_body"), bodies),
            (w("refers_public_body"), frozenset({"body"})),
            (w("refers_company"), frozenset({"company"})),
            (w("refers_party"), frozenset({"party"})),
            (w("refers_media"), frozenset({"media"})),
        ),
        sides=w("refers_sides"),
        need_titles=w("names_need_titles"),
        core_prepositions=w("core_prepositions"),
        empty_it=w("empty_it_verbs"),
        inside_org_names=w("inside_org_names"),
        national_offices=w("national_offices"),
        of_places=w("of_places"),
        pronouns_always=w("pronouns_always"),
        patronymics=tuple(sorted(w("patronymic_endings"))),
        company_forms=w("company_forms"),
        soldiers=w("soldiers"),
        namesakes=dict(p.rsplit(" ", 1) for p in sorted(w("namesakes"))),
        predecessors=dict(p.split() for p in sorted(w("predecessors"))),
        place_words=w("place_words"),
        armed=w("soldiers") | w("collectives"),
        minded=w("minded"),
        lesser=w("lesser"),
        narrowing=w("narrowing"),
        being=w("being"),
        short_offices=dict(p.split(" ", 1) for p in sorted(w("short_offices"))),
        descriptors=w("descriptors"),
        shared_offices=w("shared_offices"),
        rivals=w("rivals"),
        neighbours=w("neighbours"),
        counted_sides=w("counted_sides"),
        each=w("each"),
        each_of_two=w("each_of_two"),
        numbers={word: int(n) for word, n in (p.split() for p in sorted(w("numbers_of_parties")))},
        moved_to=w("moved_to"),
        bodies_of_state=w("bodies_of_state"),
        giving=w("giving"),
        speaks_for_state=w("speaks_for_state"),
        offices_of_state=w("offices_of_state"),
        any_office=w("any_office"),
        owned_governments=w("owned_governments"),
        within_states=w("within_states"),
        crowds=w("crowds"),
        quantities=w("quantities"),
        titles_in_names=w("titles_in_names"),
        in_names=w("in_names"),
        given_male=w("given_names_male"),
        given_female=w("given_names_female"),
        given=w("given_names_male") | w("given_names_female"),
        given_ambiguous=w("given_names_and_words"),
        heads_of_government=w("heads_of_government"),
        fields=w("fields_of_state"),
        leaders=w("leaders"),
        forms_of_state=w("forms_of_state"),
        national_bodies=w("national_bodies"),
        home_offices=w("home_offices"),
        posted=w("posted"),
        family_first=w("family_name_first"),
        spellings=dict(p.split() for p in sorted(w("spelling_variants"))),
    )


def _by_first(phrases: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Phrases by their first word, the longest first."""
    found: dict[str, list[str]] = {}
    for words in sorted(phrases, key=lambda w: (-len(w), w)):
        found.setdefault(words.split()[0], []).append(words)
    return {first: tuple(all_of) for first, all_of in found.items()}


def attribute_is(doc: Doc, attribute: Attribute, values: Iterable[str]) -> list[bool]:
    """Whether each token of a document has one of some tags or spellings, all at one look."""
    wanted = {doc.vocab.strings[value] for value in values}
    return [value in wanted for value in doc.to_array(attribute).tolist()]


def belongs_to(head: Token, depth: int = 0) -> Iterator[Token]:
    """The words below a noun that may say whose it is, nearest first, to a small depth.

    "head of the department at the Russian foreign ministry": of it department, of that ministry,
    of that Russian. Hyphenated modifiers ("pro-Russian rebels") do not count.
    """
    if depth > DEEPEST:
        return
    near = [c for c in dependents(head) if c.dep_ in BELONGING and not is_joined(c)]
    yield from sorted(near, key=lambda c: (c.dep_ != "poss", c.i))
    for child in near:
        yield from belongs_to(child, depth + 1)
    for prep in children(head, "prep"):
        if prep.i > head.i:
            for inner in children(prep, "pobj"):
                yield inner
                yield from belongs_to(inner, depth + 1)


def is_joined(token: Token) -> bool:
    """Whether a word is joined to another that is no part of its name: pro-Russian, no Al-Qaeda."""
    doc = token.doc
    before = token.i > 1 and doc[token.i - 1].text in {"-", "–"}
    before = before and (doc[token.i - 2].is_lower or doc[token.i - 2].is_sent_start is True)
    after = token.i + 1 < len(doc) and doc[token.i + 1].text in {"-", "–"}
    return bool(before or after)


def bare(tokens: list[Token]) -> list[Token]:
    """A phrase without leading articles and "at least", and without closing marks."""
    kept = list(tokens)
    inside = {t.i for t in tokens}
    while len(kept) > 1 and (_opens(kept[0], inside) or kept[0].is_punct):
        kept.pop(0)
    while len(kept) > 1 and (kept[-1].is_punct or kept[-1].tag_ == "POS" or kept[-1].is_space):
        kept.pop()
    return kept


def _opens(token: Token, inside: set[int]) -> bool:
    """Whether a phrase's first word only introduces it: an article, or "at least" of a number."""
    if token.dep_ in {"det", "predet", "preconj"}:
        return True
    above = token.head
    for _ in range(DEEPEST):
        if above.i not in inside or above.i == above.head.i:
            break
        if above.like_num:
            return not token.like_num
        above = above.head
    return False


def counted_by(noun: Token, words: Words) -> Token:
    """The noun that heads a counted phrase: "tens of thousands of students" has tens."""
    top = noun
    while (
        top.dep_ == "pobj" and top.head.dep_ == "prep" and top.head.head.lower_ in words.quantities
    ):
        top = top.head.head
    return top


def counted_in(head: Token, words: Words) -> Token:
    """The noun that is counted in a phrase: students in "tens of thousands of students"."""
    noun = head
    while noun.lower_ in words.quantities:
        inner = [n for prep in children(noun, "prep") for n in children(prep, "pobj")]
        if not inner:
            break
        noun = inner[0]
    return noun


def core(head: Token, prepositions: frozenset[str], depth: int = 0) -> list[Token]:
    """The tokens of a phrase without loose parts, kept to the prepositional phrases that name it.

    "head of the department at the Russian foreign ministry responsible for Afghanistan": up to
    "ministry". "the Taliban a terrorist group" (an object and its predicate parsed as one): from
    "a". Nothing is kept after a relative clause, an apposition or a coordination.
    """
    start = head.left_edge.i
    for child in dependents(head):
        if child.i < head.i and child.dep_ in {"conj", "cc", "preconj", "appos", "relcl"}:
            start = max(start, child.right_edge.i + 1)
        elif child.dep_ == "det" and child.i < head.i and child.i > start:
            start = child.i
    end = head.i
    for child in dependents(head):
        if child.i != end + 1 or child.dep_ != "prep" or child.lower_ not in prepositions:
            continue
        nouns = children(child, "pobj")
        if nouns and depth < DEEPEST and nouns[0].i > child.i:
            end = core(nouns[0], prepositions, depth + 1)[-1].i
    return [t for t in head.doc[start : end + 1] if not t.is_space]

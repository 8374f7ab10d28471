"""Parse -> mentions: every name, nationality, capital, office, group and pronoun, not yet decided.

Names of the tables are matched on the folded text, longest first; runs of proper nouns that no
table knows are names too; nouns of the office and group lists make mentions of their phrase
("a senior Russian diplomat", "seven Russians"). Candidates are listed, nothing is chosen: that is
``resolve``'s part, once the statements are known.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dragoman.actors.names import names_of, unshouted
from dragoman.actors.phrases import attribute_is, bare, core, counted_by, words_of
from dragoman.actors.runs import PROPER, Hit, Runs
from dragoman.grammar.clauses import phrase
from dragoman.grammar.tree import dependents
from dragoman.lexicon import Tables, load_tables
from dragoman.parse import Parse, Sentence
from dragoman.record import Mention, MentionKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from spacy.tokens import Doc, Token

PLURAL = frozenset({"NNS", "NNPS"})
PRONOUNS = frozenset({"PRP", "PRP$"})
COMMON = frozenset({"PRON", "NOUN", "PROPN", "ADJ", "NUM"})  # "the two left", "the wounded"
MODIFYING = frozenset({"amod", "compound", "nmod"})
SUBJECTS = frozenset({"nsubj", "nsubjpass"})
OF = frozenset({"of"})
QUANTIFIED = frozenset({"nummod", "amod", "quantmod", "compound", "advmod", "acl", "relcl", "prep"})


def find_mentions(source: Parse | Doc, tables: Tables | None = None) -> tuple[Mention, ...]:
    """The mentions of a report, in text order, longer before shorter at one place.

    "Russia's Defence Minister Sergei Shoigu met seven Russians": Russia (name), the whole of
    "Russia's Defence Minister Sergei Shoigu" (title), "seven Russians" (group). ``actor`` is None
    in all of them; ``candidates`` holds what the tables know. Nothing found is an empty tuple.

    Args:
        source: A Parse, or a spaCy Doc of your own.
        tables: The tables of a language; those of the report's language by default.
    """
    parse = Parse.of(source)
    finder = _Finder(parse, tables or load_tables(parse.report.language or "en"))
    for sentence in parse.sentences:
        finder.read(sentence)
    finder.read_surnames_again()
    finder.read_towns_as_surnames()
    return tuple(sorted(finder.found.values(), key=lambda m: (m.span.start, -m.span.end)))


class _Finder:
    """Collects the mentions of one report, sentence by sentence."""

    def __init__(self, parse: Parse, tables: Tables) -> None:
        self.parse, self.doc = parse, parse.doc
        self.names = names_of(tables).on(parse.report.published.value)
        self.words = words_of(tables)
        also_given = tables.words("given_names_too")
        self.runs = Runs(self.doc, parse.text, self.names, self.words, also_given)
        self.may_be_common = [
            any(told)
            for told in zip(
                attribute_is(self.doc, "POS", COMMON),
                attribute_is(self.doc, "TAG", PRONOUNS),
                attribute_is(self.doc, "ORTH", self.words.pronouns_always),
                strict=True,
            )
        ]
        self.folded = unshouted(parse.text, self.names)
        self.found: dict[tuple[int, int], Mention] = {}
        self.named: set[int] = set()

    def read(self, sentence: Sentence) -> None:
        """Adds the mentions of a sentence."""
        tokens = list(sentence.tokens)
        self.runs.mark_titles(tokens)
        hits = self._hits(tokens)
        runs, swallowed = self.runs.of(tokens, hits)
        at = {i: hit for hit in hits for i in range(hit.start, hit.end)}
        for start, end in runs:
            self._add_run(self._with_country(start, end, at), end)
        for hit in hits:
            if hit.start not in swallowed:
                self._add_hit(hit)
        first = tokens[0].i
        for i in range(first, first + len(tokens)):
            if self.may_be_common[i] and i not in self.named:
                self._add_common(self.doc[i])

    def read_surnames_again(self) -> None:
        """Adds surnames that the tagger took for nouns where the report has the full name.

        "Chief Executive Erik Moe spoke. Moe left.": the second Moe.
        """
        named = [m for m in self.found.values() if m.kind in {"name", "title"}]
        last = {m.name.split()[-1] for m in named if " " in m.name and self._may_be_person(m)}
        for i, same in enumerate(attribute_is(self.doc, "ORTH", last) if last else ()):
            if not same:
                continue
            token = self.doc[i]
            noun = token.tag_ in {"NN", "NNS"} or token.text in self.words.surnames_too
            if noun and self._may_be_alone(token):
                self._add(*self._words([token]), "name", "proper")

    def read_towns_as_surnames(self) -> None:
        """Takes a town's name for the surname that it is where a person of the report bears it.

        "President Carl Valencia spoke. Valencia left.": no town.
        """
        named = [m for m in self.found.values() if m.kind in {"name", "title"}]
        persons = [m for m in named if m.kind == "title" or self.words.is_persons_name(m.name)]
        borne = {m.name.split()[-1] for m in persons if " " in m.name and not m.candidates}
        for place, mention in self.found.items():
            rows = [self.names.rows[i] for i in mention.candidates]
            towns = bool(rows) and mention.rule == "table" and all(r.kind == "place" for r in rows)
            if towns and mention.span.quote in borne:
                quote = mention.span.quote
                self.found[place] = replace(mention, rule="proper", name=quote, candidates=())

    def _may_be_alone(self, token: Token) -> bool:
        """Whether a word that is no name yet may be a surname: "the West" and dates are none."""
        dated = token.tag_ in PROPER and token.dep_ in {"pobj", "npadvmod"}
        articled = any(c.dep_ == "det" for c in dependents(token))
        return token.i not in self.named and not dated and not articled

    def _may_be_person(self, mention: Mention) -> bool:
        return all(self.names.rows[i].kind == "person" for i in mention.candidates)

    def _hits(self, tokens: Iterable[Token]) -> list[Hit]:
        found: list[Hit] = []
        behind = 0
        for token in tokens:
            first = token.text[0]
            capital = first.isupper() or first.isdigit() or token.text in self.names.lower_first
            if token.idx < behind or not capital:
                continue
            here = self.names.at(self.folded, token.idx)
            if here is None:
                continue
            end = token.i + 1
            while end < len(self.doc) and self.doc[end].idx < here.end:
                end += 1
            if end == token.i + 1 and token.pos_ in {"VERB", "AUX"} and self._is_shouted(token):
                continue
            found.append(Hit(token.i, end, here.end, here.senses))
            behind = here.end
        return found

    def _is_shouted(self, token: Token) -> bool:
        """Whether a word of all capitals stands in a line of them, where "IS" is a verb."""
        near = [t for t in token.sent if t.is_alpha]
        return token.is_upper and sum(t.is_upper for t in near) > len(near) / 2

    def _add(
        self,
        start: int,
        end: int,
        kind: MentionKind,
        rule: str,
        *,
        candidates: tuple[str, ...] = (),
        name: str | None = None,
    ) -> None:
        span = self.parse.span(start, end)
        known = self.names.rows[candidates[0]].name if len(candidates) == 1 else None
        mention = Mention(
            Mention.id_of(self.parse.report.id, span),
            span,
            None,
            kind,
            rule,
            name or known or span.quote,
            candidates=candidates,
        )
        self.found.setdefault((start, end), mention)

    def _with_country(self, start: int, end: int, at: dict[int, Hit]) -> int:
        """Where a body's name begins that opens with its country: "Afghan National Army"."""
        body = self.words.kind_by_ending("- " + self.doc[end - 1].text) is not None
        before = at.get(start - 1)
        if not body or before is None or before.end != start or self.doc[start - 1].tag_ == "POS":
            return start
        joined = self.doc[start - 1].head.i in range(start, end)
        return before.start if joined else start

    def _words(self, tokens: Sequence[Token]) -> tuple[int, int]:
        return tokens[0].idx, tokens[-1].idx + len(tokens[-1])

    def _add_run(self, start: int, end: int) -> None:
        tokens = list(self.doc[start:end])
        while len(tokens) > 1 and not tokens[-1].text[0].isalnum():
            tokens.pop()
        name = self.parse.span(*self._words(tokens)).quote
        self.named.update(range(start, end))
        named_body = self.words.kind_by_ending(name) or self.words.is_org_word(tokens[0].text)
        titled = None if named_body else self._titled(tokens[0], self.doc[start:end].root)
        if titled is not None:
            before = self.doc[start - 1]
            if len(tokens) == 1 and before.text in self.words.need_titles:
                name = f"{before.text} {name}"
            self._add(titled.idx, self._words(tokens)[1], "title", "title", name=name)
        else:
            self._add(*self._words(tokens), "name", "proper", name=name)

    def _titled(self, first: Token, head: Token) -> Token | None:
        """The first word of an office or title right before a name, or None where there is none.

        "foreign ministry spokeswoman Maria Zakharova": foreign.
        """
        before = [t for t in bare(phrase(head)) if t.i < first.i]
        offices = [t for t in before if self.runs.is_office(t)]
        if not offices or offices[-1].i < first.i - 1 or before[-1].i != first.i - 1:
            return None
        self.named.update(t.i for t in offices)
        return before[0]

    def _add_hit(self, hit: Hit) -> None:
        tokens = self.doc[hit.start : hit.end]
        root = tokens.root
        self.named.update(range(hit.start, hit.end))
        start, end = tokens[0].idx, hit.stop
        kinds = {sense.how for sense in hit.senses}
        ids = tuple(dict.fromkeys(sense.actor for sense in hit.senses))
        if "name" in kinds:
            named = tuple(dict.fromkeys(s.actor for s in hit.senses if s.how == "name"))
            towns = all(self.names.rows[i].kind == "place" for i in named)
            if towns and "seat" in kinds:
                acting = dict.fromkeys(s.actor for s in hit.senses if s.how == "seat")
                self._add(start, end, "seat", "seat", candidates=(*acting, *named))
                return
            person = all(self.names.rows[i].kind == "person" for i in named)
            titled = self._titled(tokens[0], root) if person else None
            if titled is not None:
                self._add(titled.idx, end, "title", "title", candidates=named)
            else:
                self._add(start, end, "name", "table", candidates=named)
        elif "seat" in kinds:
            seated = tuple(dict.fromkeys(s.actor for s in hit.senses if s.how == "seat"))
            self._add(start, end, "seat", "seat", candidates=seated)
        elif "people" in kinds and self._is_people(root):
            self._add_people(root, start, end, ids)
        else:
            self._add(start, end, "demonym", "demonym", candidates=ids)

    def _is_people(self, root: Token) -> bool:
        """Whether a nationality is a noun here; a counted plural is one even before a noun."""
        if root.pos_ not in {"NOUN", "PROPN"}:
            return False
        counted = root.tag_ in PLURAL and any(c.dep_ == "nummod" for c in dependents(root))
        return counted or root.dep_ not in MODIFYING | {"npadvmod"}  # "Iranian-supplied"

    def _add_people(self, root: Token, start: int, end: int, ids: tuple[str, ...]) -> None:
        """Adds the people of "the Russians", and somebody in particular for "seven Russians".

        A people elsewhere is somebody in particular too: "the Albanians of southern Serbia".
        """
        counted = any(c.dep_ in QUANTIFIED and c.i < root.i for c in dependents(root))
        singular = root.tag_ in {"NN", "NNP"} and not root.text.endswith("s")
        if counted or (singular and not any(c.dep_ == "det" for c in dependents(root))):
            words = bare([t for t in phrase(root) if t.i <= root.i])
            self._add(*self._words(words), "group", "people")
        elif root.tag_ in PLURAL and (home := self._home_of(root)):
            self._add(*self._words(bare(home)), "group", "people")
        self._add(start, end, "demonym", "people", candidates=ids)

    def _home_of(self, people: Token) -> list[Token]:
        """The phrase of a people with the place that it is of, or nothing."""
        tokens = core(people, OF)
        named = any(t.i > people.i and t.pos_ == "PROPN" for t in tokens)
        return tokens if named else []

    def _add_common(self, token: Token) -> None:
        """A pronoun, or the phrase of a noun that the office and group lists hold."""
        words, lower = self.words, token.lower_
        pronoun = token.pos_ == "PRON" or token.tag_ in PRONOUNS
        if pronoun or token.text in words.pronouns_always:
            if lower in words.pronouns and token.dep_ != "expl":
                self._add(*self._words([token]), "pronoun", words.pronouns[lower])
            return
        lemma = token.lemma_.lower()
        body = lower in words.bodies and token.head.lower_ in words.offices
        counted = token.pos_ == "NUM" and lower in words.numbers and token.dep_ in SUBJECTS
        noun = token.pos_ in {"NOUN", "PROPN", "ADJ"} or counted  # "the two left"
        if not noun or (token.dep_ in MODIFYING and not body):
            return
        if self._has_people(token):
            return
        office = lower in words.offices or lemma in words.offices
        office = office or (lemma in words.descriptors and self._points_back(token))
        group = self._is_group(token, lower, lemma)
        if not office and not group:
            return
        kind: MentionKind = "group" if group and (token.tag_ in PLURAL or not office) else "role"
        keep = self.words.core_prepositions if kind == "role" else OF
        tokens = core(token, keep)
        top = counted_by(token, words) if kind == "group" else token
        if top.i < token.i:
            tokens = list(self.doc[top.left_edge.i : tokens[-1].i + 1])
        self._add(*self._words(bare(tokens)), kind, kind)

    def _has_people(self, head: Token) -> bool:
        """Whether a counted people stands in a noun's phrase: "seven Russians hostage"."""
        return any(
            c.dep_ == "compound" and c.tag_ in PLURAL and c.i in self.named
            for c in dependents(head)
        )

    def _is_group(self, token: Token, lower: str, lemma: str) -> bool:
        """Whether a noun names a group; words that only point back need "the" or a number."""
        words = self.words
        if lower in words.groups or lemma in words.groups:
            return True
        if lower in words.campaigns:
            return self._is_campaign(token)
        return self._points_back(token) and (lower in words.pointers or lower in words.numbers)

    def _is_campaign(self, token: Token) -> bool:
        """Whether a campaign acts: one that is called by a name, or that the text has in view."""
        near = [c for c in token.lefts if c.dep_ != "det"]
        if not near:
            return token.dep_ in SUBJECTS and self._points_back(token)
        return all(c.i in self.named for c in near)

    def _points_back(self, token: Token) -> bool:
        """Whether an article or demonstrative says that a noun's phrase is about somebody known."""
        return any(c.dep_ == "det" and c.lower_ in self.words.definite for c in dependents(token))

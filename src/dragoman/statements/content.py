"""A cue -> what it takes as content: the clause, infinitive, object or phrase, as tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.grammar.clauses import (
    NOMINAL,
    RELATIVE,
    VERBAL,
    children,
    is_passive,
    phrase,
)
from dragoman.grammar.tree import dependents
from dragoman.statements.scene import subtree

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spacy.tokens import Span as DocSpan
    from spacy.tokens import Token

    from dragoman.lexicon.schema import Cue
    from dragoman.statements.scene import Scene, Words

CLAUSES = frozenset({"ccomp", "xcomp", "advcl", "acl", "pcomp", "relcl"})
SIDE = frozenset({"parataxis", "ccomp", "conj", "dep", "advcl", "relcl", "appos", "acl", "csubj"})
BREAKS = frozenset({",", "-", "–", "—", "--", "”", '"', "’", "''", ")", ";", ":", "…", "'"})
FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
SHORTEST_HOST = 3  # fewer words before ", officials said" are an adverb, not what they said


class Shapes:
    """What stands below a cue, by the form it may be taken in.

    Args:
        scene: The report.
        verb: The cue's verb, noun or adjective.
        second: A word below the verb that belongs to the cue ("made clear": clear), or None.
    """

    def __init__(self, scene: Scene, verb: Token, second: Token | None = None) -> None:
        self.scene, self.words, self.verb = scene, scene.words, verb
        self.passive = verb.pos_ in VERBAL and is_passive(verb)
        self.found: dict[str, set[int]] = {}
        self.particles: list[Token] = []
        self.objects: list[Token] = []
        self.second = second
        for child in dependents(verb):
            if child.i == (second.i if second else -1) or self._is_parenthesis(child):
                continue
            self._read(child)
        if second is not None:
            for child in dependents(second):
                self._read(child)
        self._read_below_object()
        self._read_gap()
        self._read_below_lack()
        if self.passive:
            self._read_passive()

    def take(self, entry: Cue) -> tuple[str, set[int]] | None:
        """The form and content of the first form the entry takes and the sentence has."""
        for form in entry.takes:
            content = self.found.get(form)
            if content:
                return form, content
        return None

    def _read_below_lack(self) -> None:
        """A clause below what the speaker lacks: "claimed without evidence that it leaks"."""
        if self.objects or self.verb.pos_ not in VERBAL or self.found.keys() & {"that", "quote"}:
            return
        for lack in children(self.verb, "prep"):
            if lack.lower_ not in self.words.lacking:
                continue
            given = [c for g in children(lack, "pcomp") for c in children(g, "dobj")]
            for noun in (*children(lack, "pobj"), *given):
                for clause in children(noun, "acl", "ccomp"):
                    if children(clause, "mark"):
                        self._add("that", subtree(clause))

    def _add(self, form: str, tokens: Iterable[int]) -> None:
        self.found.setdefault(form, set(tokens))

    def _read(self, child: Token) -> None:
        dep = child.dep_
        if self._stands_apart(child):
            return
        if dep in {"ccomp", "xcomp"} or self._is_noun_clause(child):
            self._read_clause(child)
        elif dep == "advcl":
            self._read_adverbial(child)
        elif dep == "dobj" and child.tag_ not in RELATIVE:
            self._read_object(child)
        elif dep == "dobj" and self.verb.dep_ == "relcl" and child.i and _is_aside(child):
            self._add("speech", [child.i])  # "…, which Kigali denies"
        elif dep in {"oprd", "acomp", "attr"} and self.verb.pos_ in VERBAL:
            self._add("as", self._with_object(subtree(child)) | self._behind(child))
        elif dep in {"prep", "dative", "agent"}:
            self._read_preposition(child)
        elif dep == "prt":
            self.particles.append(child)

    def _stands_apart(self, child: Token) -> bool:
        """Whether a semicolon parts a clause from the cue behind: "Bern paid; Rome said …"."""
        if child.dep_ != "ccomp":
            return False
        between = self.verb.doc[child.right_edge.i + 1 : self.verb.i]
        return any(token.text == ";" for token in between)

    def _is_parenthesis(self, child: Token) -> bool:
        """Whether a clause below the cue says who said it all: "told us …, the agency said"."""
        if child.dep_ != "ccomp" or child.i < self.verb.i or self.scene.is_quoted(child):
            return False
        first = child.left_edge
        behind_comma = first.i > self.verb.i + 1 and first.nbor(-1).text == ","
        takes_nothing = not children(child, "ccomp", "xcomp", "dobj", "mark")
        return behind_comma and takes_nothing and bool(self.scene.cues.of_verb(child))

    def _is_noun_clause(self, child: Token) -> bool:
        """Whether a clause below a noun is what the noun says: "the claim that it leaks"."""
        if self.verb.pos_ in VERBAL:
            return False
        opens = child.left_edge.dep_ == "mark" or any(c.tag_ == "TO" for c in dependents(child))
        if child.left_edge.lower_ in self.words.opening:  # "that" taken for a second subject
            opens = opens or len(children(child, "nsubj", "nsubjpass")) > 1
        return child.dep_ in {"acl", "dep"} or (child.dep_ == "relcl" and opens)

    def _read_clause(self, clause: Token) -> None:
        kind = self._kind(clause)
        tokens: Iterable[int] = subtree(clause)
        if kind == "to" or (kind == "as" and clause.dep_ == "xcomp"):
            tokens = self._with_object(tokens)
        if kind == "as":
            tokens = {*tokens, *self._behind(clause)}
        if kind in {"that", "wh"} and kind in self.found and clause.i > self.verb.i:
            found = self.found[kind]
            tokens = {*range(max(found, default=0), clause.left_edge.i), *tokens}
            found |= tokens
            return
        self._add(kind, tokens)

    def _kind(self, clause: Token) -> str:
        """quote, that, wh, to, ing or as."""
        quote = self.scene.spoken_quote(clause.i)
        if quote is not None and not quote.holds(self.verb.i):
            return "quote"
        if any(c.tag_ == "TO" and c.dep_ == "aux" for c in dependents(clause)):
            return "wh" if _opens_question(clause, self.words) else "to"
        if _opens_question(clause, self.words):
            return "wh"
        finite = clause.tag_ in {"VBD", "VBZ", "VBP", "MD"} or any(
            c.dep_ in {"aux", "auxpass"} and c.tag_ != "TO" for c in dependents(clause)
        )
        if clause.tag_ == "VBG" and not finite:
            return "ing"
        if clause.pos_ in VERBAL or finite:
            bare = clause.tag_ == "VBN" and not finite
            return "as" if bare else "that"
        if clause.pos_ == "PROPN":
            return "name"  # "called its envoy, Anatoly Antonov, home" gives no name
        if clause.dep_ == "ccomp" and not children(clause, "nsubj", "mark"):
            return "object"
        return "that" if children(clause, "mark") else "as"

    def _with_object(self, tokens: Iterable[int]) -> set[int]:
        """The tokens with the object before them: "urged Lima to stop", "called him a liar"."""
        kept = set(tokens)
        for child in children(self.verb, "dobj", "dative"):
            if child.i > self.verb.i and child.tag_ not in RELATIVE:
                kept |= set(subtree(child))
        for child in children(self.verb, "prep"):
            if self.verb.i < child.i < min(kept, default=0) and child.lower_ in self.words.of_whom:
                whom = {i for c in children(child, "pobj") for i in subtree(c)}
                if whom.isdisjoint(self.scene.timeline.by_token):  # "vowed on Friday to stay"
                    kept |= whom
        return kept

    def _read_adverbial(self, clause: Token) -> None:
        """An infinitive the parser hung loosely: "pleaded for the dam to be opened"."""
        marks = [c for c in children(clause, "mark") if c.lower_ in self.words.of_whom]
        infinitive = any(c.tag_ == "TO" and c.dep_ == "aux" for c in dependents(clause))
        if marks and infinitive:
            self._add(f"prep:{marks[0].lower_}", subtree(clause))
        elif marks and marks[0].lower_ in self.words.naming and clause.tag_ in {"VBG", "VBN"}:
            self._add("as", self._with_object(subtree(clause)))
        elif infinitive:
            self._add("to", self._with_object(subtree(clause)))

    def _read_object(self, child: Token) -> None:
        self.objects.append(child)
        words = set(subtree(child)) | self._behind(child)
        self._add("as" if self.passive else "object", words)
        if any(self.scene.is_quoted(c) for c in children(child, "appos")):
            self._add("as", words)  # "called the move “a stab in the back”"
        if child.lemma_.lower() in self.words.speech_nouns or child.lower_ in self.words.pointing:
            self._add("speech", words)

    def _behind(self, child: Token) -> set[int]:
        """The phrases right behind an object that the parser hung on the verb.

        "denied any part in the attack"; one that says when, or on what occasion ("in a letter to
        the court"), stays out, and "it" takes none.
        """
        found: set[int] = set()
        if child.lower_ in self.words.pointing:
            return found
        end = child.right_edge.i + 1
        for phrase_ in children(self.verb, "prep"):
            words = subtree(phrase_)
            if words.start != end or phrase_.lower_ in self.words.of_whom:
                continue
            if any(i in self.scene.timeline.by_token for i in words) or self._is_occasion(phrase_):
                break
            found |= set(words)
            end = words.stop
        return found | self._second_thing(end)

    def _second_thing(self, end: int) -> set[int]:
        """A noun that the parser coordinated with the verb: "demanded passage and an end to it"."""
        for noun in children(self.verb, "conj"):
            first = noun.left_edge.i
            if noun.pos_ in {"NOUN", "PROPN"} and end < first <= end + 1:
                return set(range(end, noun.right_edge.i + 1))
        return set()

    def _is_occasion(self, preposition: Token) -> bool:
        """Whether a phrase says in what a thing was said: a letter, an interview, a newspaper."""
        words = self.words
        occasions = words.documents | words.interview | words.media
        return any(c.lemma_.lower() in occasions for c in children(preposition, "pobj"))

    def _read_preposition(self, child: Token) -> None:
        form = "as" if child.lower_ in self.words.naming else f"prep:{child.lower_}"
        inner = [
            c for c in dependents(child) if c.dep_ in {"pobj", "pcomp", "amod", "advcl", "prep"}
        ]
        if child.dep_ == "agent":
            self._read_below_agent(inner)
            for below in (b for c in inner for b in children(c, "prep")):
                if below.lower_ in self.words.naming:
                    self._add("as", subtree(below))
                elif below.lower_ in self.words.of_whom:  # "was told by Minsk of a threat"
                    self._add(f"prep:{below.lower_}", subtree(below))
            return
        if not inner:
            return
        if form == "as":
            self._add(form, self._with_object(subtree(child)))
        elif child.i == self.verb.i + 1 or (self.particles and child.i == self.particles[-1].i + 1):
            self._add(form, (i for c in inner for i in subtree(c)))
        else:
            objects = {
                t.i for o in children(self.verb, "dobj") for t in phrase(o) if o.i > self.verb.i
            }
            self._add(form, {*objects, *subtree(child)})

    def _read_below_agent(self, agents: Iterable[Token]) -> None:
        """A clause hung on who told it: "was told by a detective that the man had confessed"."""
        if children(self.verb, "ccomp"):
            return
        for clause in (c for agent in agents for c in children(agent, "relcl", "acl")):
            own = [s for s in children(clause, "nsubj", "nsubjpass") if s.i != clause.left_edge.i]
            if clause.left_edge.lower_ in self.words.opening and own:
                self._add("that", subtree(clause))

    def _read_below_object(self) -> None:
        """Phrases the parser hung on the object: "accused Chad of arming them"."""
        self._read_below_hearers()
        for child in self.objects:
            for below in children(child, "prep", "acl"):
                if below.i < child.i:
                    continue
                if below.dep_ == "prep" and below.lower_ in self.words.of_whom:
                    naming = below.lower_ in self.words.naming
                    self._add("as" if naming else f"prep:{below.lower_}", subtree(child))
                elif any(c.tag_ == "TO" for c in dependents(below)):
                    self._add("to", subtree(child))
                elif below.left_edge.dep_ == "mark":  # "told inspectors that it leaked"
                    self._add("that", subtree(below))

    def _read_below_hearers(self) -> None:
        """Clauses hung on who was told or in what: "told an aide that …", "in a letter that …"."""
        hears = any(cue.channel == ("object",) for cue, _ in self.scene.cues.of_verb(self.verb))
        for clause in (c for o in self.objects if hears for c in children(o, "relcl")):
            if clause.left_edge.lower_ in self.words.opening:
                self._add("that", subtree(clause))
            elif clause.left_edge.tag_ == "WRB":  # "told both armies where it was"
                self._add("wh", subtree(clause))
        occasions = self.words.documents | self.words.interview
        for noun in (c for p in children(self.verb, "prep") for c in children(p, "pobj")):
            if noun.lemma_.lower() in occasions:
                for clause in children(noun, "relcl", "acl"):
                    opens = clause.left_edge
                    if opens.dep_ == "mark" and opens.lower_ in self.words.opening:
                        self._add("that", subtree(clause))

    def _read_gap(self) -> None:
        """A noun of saying whose relative clause the cue is: "a charge the Kremlin rejected"."""
        noun = self.verb.head
        if self.verb.dep_ != "relcl" or self.objects or self.passive:
            return
        if noun.lemma_.lower() in self.words.speech_nouns:
            self._add("speech", (t.i for t in phrase(noun) if t.i < self.verb.left_edge.i))

    def _read_passive(self) -> None:
        """The subject of a passive is the thing announced, called for, or named."""
        subjects = children(self.verb, "nsubjpass")
        relative = [s for s in subjects if s.tag_ in RELATIVE]
        if subjects and not relative:
            words = {i for s in subjects for i in subtree(s)}
        elif self.verb.dep_ == "acl" or relative:
            noun = self.verb.head
            words = {t.i for t in phrase(noun) if t.i < self.verb.i}
        else:
            return
        self._add("object", words)
        clauses = children(self.verb, "csubjpass", "csubj")
        for clause in clauses:
            self._add("that", subtree(clause))


def _opens_question(clause: Token, words: Words) -> bool:
    first = clause.left_edge
    if first.lower_ in words.opening:
        return False
    if first.dep_ == "mark":
        return first.lower_ in words.question
    return first.tag_ in RELATIVE or first.lower_ in words.question


def _is_aside(relative: Token) -> bool:
    """Whether a relative pronoun opens an aside behind a comma."""
    return relative.tag_ in RELATIVE and bool(relative.nbor(-1).text == ",")


def around(scene: Scene, verb: Token, subject: Token | None = None) -> set[int]:
    """The clause a parenthetical cue stands in or beside, less the cue's own chunk.

    "The dam, officials said, will hold": The dam … will hold. Empty where the cue is no
    parenthesis: it needs a subject of its own and marks between it and the rest.

    Args:
        scene: The report.
        verb: The cue.
        subject: Its subject, where that is known by its place.
    """
    subject = subject or next(
        (
            c
            for c in dependents(verb)
            if c.dep_ == "nsubj" and c.pos_ in NOMINAL and c.tag_ not in RELATIVE
        ),
        None,
    )
    sentence = scene.sentence(verb.i)
    if subject is None or sentence is None:
        return set()
    opens = subject.left_edge.i - 1
    if scene.doc[opens].lower_ in scene.words.opening and scene.doc[opens].head.i == verb.i:
        return set()  # "said, citing relatives, that the pilot had complained"
    chunk = _chunk(verb, subject)
    rest = _beside(scene, chunk, _between_semicolons(verb, sentence.tokens))
    words = [i for i in rest if scene.doc[i].is_alpha]
    return rest if len(words) >= SHORTEST_HOST and _has_clause(verb, rest) else set()


def _between_semicolons(verb: Token, sentence: DocSpan) -> range:
    """The part of a sentence around a verb that semicolons cut out."""
    marks = [t.i for t in sentence if t.text == ";"]
    start = max((i + 1 for i in marks if i < verb.i), default=sentence.start)
    return range(start, min((i for i in marks if i > verb.i), default=sentence.end))


def _has_clause(verb: Token, rest: set[int]) -> bool:
    """Whether the tokens hold a finite verb that is no adverbial of the cue's."""
    adverbials = {i for c in children(verb, "advcl", "prep", "npadvmod") for i in subtree(c)}
    return any(verb.doc[i].tag_ in FINITE for i in rest - adverbials)


def _chunk(verb: Token, subject: Token) -> range:
    """The tokens of "officials said on Monday": the cue's subtree around verb and subject."""
    first = min(subject.left_edge.i, verb.i)
    last = max(subject.right_edge.i, verb.i) if subject.i > verb.i else verb.i
    for child in dependents(verb):
        if child.dep_ in {"aux", "neg", "mark", "advmod", "prt"} and first - 3 < child.i < first:
            first = min(first, child.left_edge.i)
        if child.i > last and child.dep_ in {"prep", "npadvmod", "advmod", "dobj", "dative", "prt"}:
            last = max(last, child.right_edge.i)
        if child.dep_ == "advcl" and child.i > last and child.tag_ == "VBG":
            last = max(last, child.right_edge.i)
    return range(first, last + 1)


def _beside(scene: Scene, chunk: range, whole: range) -> set[int]:
    doc = scene.doc
    before, after = chunk.start - 1, chunk.stop
    opened = before >= whole.start and doc[before].text in BREAKS
    at_start = before < whole.start
    at_end = after >= whole.stop or all(doc[i].is_punct for i in range(after, whole.stop))
    closed = at_end or doc[after].text in BREAKS
    if opened and closed:
        left = set(range(whole.start, chunk.start))
        behind_quote = any(scene.quote_at[i] is not None for i in range(max(before - 1, 0), before))
        return left if at_end or behind_quote else left | set(range(after, whole.stop))
    if at_start and closed and not at_end:
        return set(range(after, whole.stop))
    return set()

"""Who fills which slot of a predicate, read off the dependency tree.

A *slot* is deep, not surface: ``subject`` is who acts (the by-phrase of a passive, the possessor
or the nationality of an event noun, the controller of an infinitive), ``object`` who is acted
upon, and every preposition is a slot of its own name. Answers are head tokens in text order,
with coordinated heads spread out; "nothing found" is an empty list.

Dependency labels are those of spaCy's English pipelines (ClearNLP style).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.grammar.tree import dependents, listed_once, once, tree_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spacy.tokens import Token

SUBJECT = frozenset({"nsubj", "csubj"})
PASSIVE_SUBJECT = frozenset({"nsubjpass", "csubjpass"})
SHARING = frozenset({"conj", "xcomp", "advcl", "dep", "ccomp"})
PARTICIPLES = frozenset({"VBG", "VBN"})
FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
VERBAL = frozenset({"VERB", "AUX"})
DEEPEST = 6  # chains of control longer than this are parse errors
RELATIVE = frozenset({"WDT", "WP", "WP$", "WRB"})
NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "DET", "ADJ"})
CLAUSAL = frozenset({"ccomp", "xcomp", "advcl", "relcl", "acl", "parataxis", "csubj", "csubjpass"})
CONTROLLING = frozenset({"of", "from", "into", "for", "as", "in"})  # the object does the gerund
FORBIDDING = frozenset({"against"})  # "a law against insulting the crown": nobody insults it
LOOSE = frozenset({"relcl", "appos", "acl", "parataxis", "advcl"})


def children(token: Token, *labels: str) -> list[Token]:
    """The children of a token that carry one of the labels, in text order."""
    found: list[Token] = []
    for label, child in tree_of(token.doc).labelled[token.i]:
        if label in labels:
            found.append(child)
    return found


@once
def is_passive(verb: Token) -> bool:
    """Whether a verb is passive: an auxiliary or subject says so, or a bare past participle."""
    if children(verb, "auxpass", "nsubjpass", "csubjpass"):
        return True
    if verb.tag_ != "VBN":
        return False
    if verb.dep_ == "conj" and verb.head.tag_ == "VBN" and not children(verb, "aux", "nsubj"):
        return is_passive(verb.head)
    return verb.dep_ in {"acl", "advcl"} and not children(verb, "aux", "dobj", "nsubj")


def with_conjuncts(heads: Iterable[Token]) -> list[Token]:
    """The heads and what is coordinated with them, in text order, each once.

    "Russia and the Taliban": both heads.
    """
    found: dict[int, Token] = {}
    for head in heads:
        found.update((token.i, token) for token in _coordinated(head))
    return [found[i] for i in sorted(found)]


@once
def _coordinated(head: Token) -> list[Token]:
    """A head and what is coordinated with it, and with that in turn.

    What is coordinated with the name behind a title is coordinated with the title: "told army
    chief Berg and party leader Moe".
    """
    found = [head]
    for token in found:  # the list grows as it is read
        joined = children(token, "conj")
        for name in children(token, "appos"):
            if name.pos_ == "PROPN" and name.left_edge.i == token.i + 1:
                joined += children(name, "conj")
        found += [c for c in joined if c.pos_ in NOMINAL or c.pos_ == token.pos_]
    return found


def antecedent_of_relative(token: Token) -> Token:
    """The noun a relative pronoun stands for, or the token itself where it is none.

    "Kabulov, who held negotiations": who -> Kabulov.
    """
    if token.tag_ not in RELATIVE:
        return token
    verb = token.head
    while verb.dep_ not in {"relcl", "ROOT"} and verb.head.i != verb.i:
        verb = verb.head
    return verb.head if verb.dep_ == "relcl" else token


@listed_once
def surface_subjects(verb: Token) -> list[Token]:
    """The heads of a verb's own grammatical subject, active or passive, relatives resolved.

    Of a noun and a name side by side, which the parser may take for two subjects ("the news
    agency IRNA reported"), the name is the subject.
    """
    own = _subject_children(verb)
    if not own:  # "is opposed to": the parser may hang the subject on the auxiliary
        own = [c for aux in children(verb, "aux", "auxpass") for c in _subject_children(aux)]
    if not own:  # "after Theresa May resigned": or on the word that opens the clause
        own = [c for mark in children(verb, "mark") for c in children(mark, "pobj") if c.i < verb.i]
    named = {c.i for c in own if c.pos_ == "PROPN"}
    own = [c for c in own if c.pos_ == "PROPN" or c.i + 1 not in named]
    if len(own) > 1:  # "fighters, whom nations refuse": the relative is the object
        own = [c for c in own if c.tag_ not in RELATIVE] or own
    return with_conjuncts(antecedent_of_relative(c) for c in own)


def _subject_children(verb: Token) -> list[Token]:
    return [c for c in children(verb, *SUBJECT, *PASSIVE_SUBJECT) if c.tag_ != "EX"]


def _inherited(verb: Token, depth: int) -> list[Token]:
    """The understood subject of a verb without one: shared, controlled or modified."""
    head = verb.head
    if depth > DEEPEST or head.i == verb.i:
        return []
    verbal = head.pos_ in VERBAL
    if verb.dep_ == "relcl":
        return _ranked(head, depth) or with_conjuncts([head])
    if verb.dep_ == "acl":
        if verb.tag_ == "VBG" and head.pos_ == "PROPN" and head.dep_ == "pobj":
            return _beside_place(head.head, depth)
        return [head] if verb.tag_ in PARTICIPLES else understood_of_noun(head, depth + 1)
    if verb.dep_ == "pcomp":
        return _behind_preposition(head, depth)
    if verb.dep_ == "xcomp" and verbal and not is_passive(head):
        objects = children(head, "dobj", "dative")
        return with_conjuncts(objects) or understood_subjects(head, depth + 1)
    if verb.dep_ == "xcomp" and head.dep_ in {"acomp", "oprd"} and head.head.pos_ in VERBAL:
        return understood_subjects(head.head, depth + 1)  # "Norland is ready to support Sudria"
    if verb.dep_ == "ccomp" and (verb.tag_ not in PARTICIPLES | {"VB"} or _is_finite(verb)):
        return []
    if verb.dep_ in SHARING and verbal:
        return understood_subjects(head, depth + 1)
    return []


def _is_finite(verb: Token) -> bool:
    """Whether an auxiliary makes a participle finite: "was arrested" has a subject of its own."""
    return any(c.tag_ in FINITE for c in children(verb, "aux", "auxpass"))


def _ranked(head: Token, depth: int) -> list[Token]:
    """Who is "the first to condemn", or "among the first to condemn", something."""
    if head.pos_ not in {"ADJ", "NUM", "ADV"}:
        return []
    above = head.head
    while above.dep_ == "prep":
        above = above.head
    named = head.dep_ in {"attr", "acomp", "pobj"} and above.pos_ in VERBAL
    return understood_subjects(above, depth + 1) if named else []


def _beside_place(preposition: Token, depth: int) -> list[Token]:
    """Who does what the parser hung on a name behind a preposition.

    "posted a message on Twitter blaming Iran", "fighters in Syria loyal to": not Twitter or Syria.
    """
    above = preposition.head
    if above.pos_ in VERBAL:
        return understood_subjects(above, depth + 1)
    return understood_of_noun(above, depth + 1) or [above]


def _behind_preposition(preposition: Token, depth: int) -> list[Token]:
    """The understood subject of a gerund: "accused Iran of arming": Iran; "talked of leaving".

    "sent soldiers after accusing Iran": whoever sent them.
    """
    above = preposition.head
    if above.pos_ not in VERBAL:
        if preposition.lower_ in FORBIDDING:
            return []
        return understood_of_noun(above, depth + 1)
    controlled = preposition.i > above.i and preposition.lower_ in CONTROLLING
    objects = children(above, "dobj") if controlled else []
    return with_conjuncts(objects) or understood_subjects(above, depth + 1)


def understood_of_noun(noun: Token, depth: int = 0) -> list[Token]:
    """Who is behind a noun that has a verb below it: its possessor, or whoever has the noun.

    "Turkey's threat to invade", "Turkey made a threat to invade": Turkey.
    """
    owners = children(noun, "poss")
    if owners:
        return with_conjuncts(owners)
    if noun.dep_ in {"dobj", "attr", "acomp"} and noun.head.pos_ in VERBAL:
        return understood_subjects(noun.head, depth + 1)
    return []


def understood_subjects(verb: Token, depth: int = 0) -> list[Token]:
    """The surface subject, or the one understood through sharing, control or modification."""
    return surface_subjects(verb) or _inherited(verb, depth)


@listed_once
def agents(verb: Token) -> list[Token]:
    """The heads of the by-phrase of a passive."""
    by = children(verb, "agent")
    return with_conjuncts(c for phrase in by for c in children(phrase, "pobj"))


@listed_once
def verb_subjects(verb: Token) -> list[Token]:
    """Who acts: the by-phrase of a passive, else the understood subject of an active verb."""
    if is_passive(verb):
        return agents(verb)
    return understood_subjects(verb)


@listed_once
def verb_objects(verb: Token) -> list[Token]:
    """Who or what is acted upon: the object, or the understood subject of a passive."""
    if is_passive(verb):
        return understood_subjects(verb)
    own = with_conjuncts(antecedent_of_relative(c) for c in children(verb, "dobj"))
    if own:
        return own
    if verb.dep_ == "relcl" and children(verb, "nsubj"):
        subject = children(verb, "nsubj")[0]
        if subject.tag_ not in RELATIVE and not children(verb, "ccomp", "xcomp"):
            return with_conjuncts([verb.head])
    if verb.dep_ == "conj" and verb.head.pos_ == "VERB" and not verb_complements(verb):
        return children(verb.head, "dobj") if _shares_object(verb) else []
    return []


def _shares_object(verb: Token) -> bool:
    """Whether a coordinated verb stands right before the object of the first.

    "condemned and rejected the raid" has the object on the last verb, so look the other way too.
    """
    return any(child.i > verb.i for child in children(verb.head, "dobj"))


def verb_complements(verb: Token) -> list[Token]:
    """The clauses and open complements of a verb, in text order."""
    return children(verb, "ccomp", "xcomp")


def prepositional(head: Token) -> dict[str, list[Token]]:
    """Objects of the prepositions below a token, by preposition, chains joined.

    "talks with Iran on oil" -> {"with": [Iran], "on": [oil]}; "because of" -> "because of".
    """
    return {name: list(objects) for name, objects in _prepositional(head).items()}


@once
def _prepositional(head: Token) -> dict[str, list[Token]]:
    found: dict[str, list[Token]] = {}
    own = children(head, "prep", "agent", "dative")
    again = [c for one in own for c in children(one, "conj") if c.lower_ == one.lower_]
    for prep in [*own, *again]:  # "from Norland and from Sudria"
        if prep.pos_ not in {"ADP", "SCONJ", "VERB"}:
            continue
        name = prep.lower_
        for inner in children(prep, "prep"):
            objects = children(inner, "pobj")
            if objects:
                found.setdefault(f"{name} {inner.lower_}", []).extend(with_conjuncts(objects))
        objects = with_conjuncts(antecedent_of_relative(c) for c in children(prep, "pobj"))
        if objects:
            found.setdefault(name, []).extend(objects)
    return found


@listed_once
def phrase(head: Token) -> list[Token]:
    """The tokens of a noun phrase without loose parts: relative clauses, appositions, asides.

    Coordinated heads are left out too, so that each actor has words of its own, and so is what the
    parser hung on a subject from behind its verb ("Lawyers said that they were beaten, a claim …").
    """
    end, above = head.right_edge.i, head.head.i
    if head.i < above < end:
        end = max((c.right_edge.i for c in dependents(head) if c.i < above), default=head.i)
        end = max(end, head.i)
    for child in dependents(head):
        if child.i > head.i and (child.dep_ in LOOSE or child.dep_ in {"conj", "cc"}):
            end = min(end, child.left_edge.i - 1)
    start = head.left_edge.i
    for child in dependents(head):
        if child.i < head.i and child.dep_ in {"conj", "cc", "preconj", "appos", "relcl"}:
            start = max(start, child.right_edge.i + 1)
    tokens = [token for token in tree_of(head.doc).tokens[start : end + 1] if not token.is_space]
    while tokens and tokens[-1].i > head.i and (tokens[-1].is_punct or tokens[-1].tag_ == "POS"):
        tokens.pop()
    while tokens and tokens[0].i < head.i and tokens[0].is_punct:
        tokens.pop(0)
    return tokens


@listed_once
def full_phrase(head: Token) -> list[Token]:
    """The whole noun phrase with its coordinations and what hangs on it, edges trimmed."""
    words = tree_of(head.doc).tokens[head.left_edge.i : head.right_edge.i + 1]
    tokens = [token for token in words if not token.is_space]
    while tokens and tokens[-1].i > head.i and tokens[-1].is_punct:
        tokens.pop()
    while tokens and tokens[0].i < head.i and tokens[0].is_punct:
        tokens.pop(0)
    return tokens


@listed_once
def clause(verb: Token) -> list[Token]:
    """The tokens of a predicate's own clause: its subtree less the clauses below it.

    Contents of speech, relative and adverbial clauses, and coordinated clauses with a subject of
    their own are left out.
    """
    kept: list[Token] = []
    queue = [verb]
    while queue:
        token = queue.pop()
        kept.append(token)
        for child in dependents(token):
            if child.dep_ in CLAUSAL and child.dep_ != "xcomp":
                continue
            if child.dep_ == "conj" and child.pos_ in VERBAL:
                continue
            queue.append(child)
    return sorted((t for t in kept if not t.is_space), key=lambda t: t.i)


@once
def governing_verb(token: Token) -> Token | None:
    """The nearest verb at or above a token, or None."""
    current = token
    while current.pos_ not in VERBAL:
        if current.head.i == current.i:
            return None
        current = current.head
    return current


def ancestors(token: Token) -> list[Token]:
    """The heads above a token, nearest first."""
    return list(token.ancestors)

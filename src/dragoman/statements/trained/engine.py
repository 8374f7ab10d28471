"""The rules' drafts and the trained weights -> the drafts to keep, each with a calibrated score.

The models choose which cues count, who speaks and what was said, and may add cues that no rule
knows; what they choose from, and all that is read off a draft afterwards (act, channel, nesting,
confirmations), is the rules'. PolNeAR labels nothing inside a content, so nested drafts are left to
the rules alone.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dragoman.grammar.clauses import (
    VERBAL,
    antecedent_of_relative,
    children,
    phrase,
    with_conjuncts,
)
from dragoman.lexicon.schema import Cue
from dragoman.statements.chain import innermost
from dragoman.statements.scene import Draft, subtree
from dragoman.statements.speaker import is_said
from dragoman.statements.trained.candidates import NOBODY
from dragoman.statements.trained.grid import PARTS, Grid
from dragoman.statements.trained.readings import Reader

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from spacy.tokens import Token

    from dragoman.statements.scene import Scene
    from dragoman.statements.trained.readings import Readings
    from dragoman.statements.trained.weights import Weights

RULE = "trained"  # the rule of a row whose cue only the model sees
RELAYED = ("subject",)  # the channel of what a medium passes on: whose words they are, rules say
FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
UNSAID = frozenset({"think", "plan"})
TAKING_UP = frozenset({"confirm", "deny"})  # what they are about is the rules', so they stay
FLOORS = {
    "said": 0.05,  # a cue that the rules alone would make a row of; the corpus tells little of it
    "unsaid": 0.35,  # the same, of a view or a plan; half of full F1: below, a row costs too much
    "new": 0.45,  # one that the model alone takes for a cue
    "new view": 0.6,  # the same, of a view: outside the corpus, one in seven below is right
}
NEXT = 3  # words behind an object in which a time is one of its cue: "in early March"
UNLISTED = Cue(RULE, (), "layout", "say", ("quote", "that"))


def weighed(
    scene: Scene, drafts: Sequence[Draft], settled: Sequence[Draft], weights: Weights
) -> list[Draft]:
    """The drafts that the weights accept, and those of the rules that stand inside their contents.

    Args:
        scene: The report.
        drafts: All drafts of the rules.
        settled: Those that the rules alone would make rows of.
        weights: The trained models.
    """
    reader = Reader(Grid(scene, drafts, settled))
    readings = reader.read(weights.models)
    scores = weights.certainty(weights.accept.scores(readings.columns)).tolist()
    ruled = [d for d in settled if d.entry.channel == RELAYED or d.entry.pos == "layout"]
    closed = {i for d in ruled for i in (d.head.i, *d.absorbed)} | _unsaid(reader, readings)
    floors = [floor_of(reader.grid, readings, k) for k in range(len(scores))]
    chosen = accepted(readings, scores, floors, closed)
    inside = innermost(settled)
    apart = [d for number, d in enumerate(settled) if number not in inside]
    made = [_draft(reader, readings, k, scores[k], apart) for k in chosen]
    outer = [*ruled, *_apart(scene, made, inside, [d.head.i for d in settled])]
    taken = {draft.head.i for draft in outer}
    held = {i for draft in outer for i in draft.content}
    return [*outer, *(d for d in drafts if d.head.i in held and d.head.i not in taken)]


def floor_of(grid: Grid, readings: Readings, k: int) -> float:
    """What a reading must score: the less, the surer the rules are that its cue is one."""
    cue = int(readings.cues[k])
    ruled = grid.by_head.get(cue)
    if cue not in grid.kept:
        entry = ruled.entry if ruled is not None else _entry(grid, readings, k)
        return FLOORS["new view" if entry.act in UNSAID else "new"]
    act = grid.by_head[cue].entry.act
    if act in TAKING_UP:
        return 0.0
    return FLOORS["unsaid" if act in UNSAID else "said"]


def accepted(
    readings: Readings,
    scores: Sequence[float],
    floors: Sequence[float],
    closed: Container[int] = frozenset(),
) -> list[int]:
    """The readings scored at their floors or above that stand in no better one's content.

    Args:
        readings: What was read.
        scores: The certainty of each reading.
        floors: What each must score.
        closed: Cues that are not to be decided here.
    """
    kept: list[int] = []
    held: set[int] = set()
    cues = readings.cues.tolist()
    for k in sorted(range(len(scores)), key=lambda k: (-scores[k], k)):
        if scores[k] >= floors[k] and cues[k] not in held and cues[k] not in closed:
            kept.append(k)
            held.update(readings.contents[k].tokens)
    return sorted(kept)


def _apart(
    scene: Scene, drafts: list[Draft], inside: dict[int, int], heads: Sequence[int]
) -> list[Draft]:
    """The drafts, none of which holds a better one that the rules do not nest in it.

    What the better one says is cut out of the weaker one's content; where less than half of it is
    left, the weaker one goes.

    Args:
        scene: The report.
        drafts: The accepted drafts.
        inside: Which of the rules' drafts is nested in which, by number.
        heads: The cue of each of the rules' drafts, by number.
    """
    nested = {(heads[inner], heads[outer]) for inner, outer in inside.items()}
    kept: list[Draft] = []
    for draft in sorted(drafts, key=lambda d: (-(d.score or 0), d.head.i)):
        left = set(draft.content)
        for better in kept:
            if better.head.i in left and (better.head.i, draft.head.i) not in nested:
                left -= better.content | _own(better)
        if _words(scene, left) * 2 >= _words(scene, draft.content):
            kept.append(replace(draft, content=left))
    return kept


def _own(draft: Draft) -> set[int]:
    """The tokens of a draft's cue and speakers."""
    spoken = {t.i for head in draft.said_by for t in phrase(head)}
    return spoken | {t.i for t in draft.cue}


def _words(scene: Scene, tokens: set[int]) -> int:
    return sum(scene.word[i] for i in tokens)


def _unsaid(reader: Reader, readings: Readings) -> set[int]:
    """The cues that no rule sees, and by which nothing is said: "did not say".

    The marks of a title ("Analysis: Why prices rise") are the rules' alone.
    """
    scene, found = reader.grid.scene, set()
    titled = reader.grid.part
    for k, cue in enumerate(readings.cues.tolist()):
        head = scene.doc[cue]
        if cue in reader.grid.by_head:
            continue
        if head.is_punct and titled[cue] == 1:
            found.add(cue)
        elif head.pos_ in VERBAL:
            act = _entry(reader.grid, readings, k).act
            if _is_occasion(scene, head) or not is_said(head, act, scene.words):
                found.add(cue)
    return found


def _is_occasion(scene: Scene, verb: Token) -> bool:
    """Whether a participle only names the channel: "Asked by the BBC, the mayor said"."""
    bare = verb.tag_ == "VBN" and verb.dep_ in {"advcl", "acl"}
    return bare and verb.lemma_.lower() in scene.words.speaking


def _draft(
    reader: Reader, readings: Readings, k: int, score: float, apart: Sequence[Draft]
) -> Draft:
    """The draft of a reading: the rules' own, with what was chosen, or a new one.

    Args:
        reader: The report's candidates.
        readings: What was read.
        k: The reading's number.
        score: Its certainty.
        apart: The rules' drafts that they nest in nothing.
    """
    scene = reader.grid.scene
    head = scene.doc[int(readings.cues[k])]
    content = _without_deeds(scene, head, set(readings.contents[k].tokens))
    ruled = reader.grid.by_head.get(head.i)
    said_by = _said_by(scene, int(readings.speakers[k]), ruled)
    if ruled is None:
        entry = _entry(reader.grid, readings, k)
        cue = reader.candidates.cue(head.i)
        in_quote = scene.is_quoted(head)
        return Draft(entry, RULE, head, cue, said_by, content, in_quote=in_quote, score=score)
    if head.i not in reader.grid.kept:  # its entry takes nothing here: the model alone sees a cue
        ruled = replace(ruled, entry=replace(ruled.entry, id=RULE))
    if readings.contents[k].kind == "rule" or _stays(scene, ruled, content):
        content = ruled.content
    for other in apart:  # "said the dam leaked and promised help": two statements of one speaker
        if other.head.i in content - ruled.content and other.said_by == said_by:
            content = content - other.content - _own(other)
    return replace(ruled, said_by=said_by, content=content, score=score)


def _without_deeds(scene: Scene, cue: Token, content: set[int]) -> set[int]:
    """The content less what is coordinated with the cue: "ordered the tariffs but exempted six"."""
    for deed in children(cue, "conj"):
        if deed.i > cue.i and deed.i in content and scene.quote_at[deed.i] is None:
            joined = [c.i for c in children(cue, "cc") if c.i < deed.i]
            start = min(deed.left_edge.i, *joined[-1:], deed.i)
            left = content - set(range(start, deed.right_edge.i + 1))
            content = left if _words(scene, left) else content
    return content


def _stays(scene: Scene, ruled: Draft, content: set[int]) -> bool:
    """Whether the rules' content stands against the one that was chosen.

    What somebody is called stands, an object to which the choice adds when it was said, a quotation
    that it leaves out, and one that goes on in other paragraphs, where the models never look; so
    does the clause around a cue where the choice has its speaker in it.
    """
    if not ruled.content or ruled.form == "as":
        return bool(ruled.content)
    if ruled.form == "around" and any(head.i in content for head in ruled.said_by):
        return True
    if ruled.form == "object" and ruled.content < content:
        added = sorted(i for i in content - ruled.content if i > max(ruled.content))
        return any(i in scene.timeline.by_token for i in added[:NEXT])
    if all(scene.mark[i] or scene.spoken_quote(i) is not None for i in ruled.content):
        return not content & ruled.content or len({scene.paragraph(i) for i in ruled.content}) > 1
    return False


def _said_by(scene: Scene, head: int, ruled: Draft | None) -> list[Token]:
    """The heads of the speaker's phrases: the rules' where the chosen one is in one of them."""
    if head == NOBODY:
        return []
    chosen = scene.doc[head]
    named = ruled.said_by if ruled is not None else []
    if any(head in subtree(one) or one.i in subtree(chosen) for one in named):
        return named
    return with_conjuncts([antecedent_of_relative(chosen)])


def _entry(grid: Grid, readings: Readings, k: int) -> Cue:
    """What kind of saying a cue is that no rule reads: that of its lemma in the table of cues.

    Without a speaker, or with neither a quotation nor a clause for a content, it tells of a view
    ("listed four officials", "focused on trade"), as does a lemma that the table does not have,
    but for a quotation.
    """
    scene, head = grid.scene, grid.scene.doc[int(readings.cues[k])]
    content = readings.contents[k].tokens
    kind = next((kind for kind, labels in PARTS.items() if head.pos_ in labels), "")
    entries = scene.cues.by_pos.get(kind, {}).get(head.lemma_.lower(), ())
    quoted = head.is_punct or any(scene.spoken_quote(i) is not None for i in content)
    clause = any(scene.doc[i].tag_ in FINITE for i in content)
    if readings.speakers[k] == NOBODY or not (quoted or (entries and clause)):
        return replace(UNLISTED, act="think")
    return replace(UNLISTED, act=entries[0].act) if entries else UNLISTED

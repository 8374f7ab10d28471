"""The rules' drafts and the trained weights -> the drafts to keep, each with a calibrated score.

The models choose which cues count, who speaks and what was said, and may add cues that no rule
knows; what they choose from, and all that is read off a draft afterwards (act, channel, nesting,
confirmations), is the rules'. PolNeAR labels nothing inside a content, so nested drafts are left to
the rules alone.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dragoman.grammar.clauses import antecedent_of_relative, phrase, with_conjuncts
from dragoman.lexicon.schema import Cue
from dragoman.statements.chain import innermost
from dragoman.statements.scene import Draft
from dragoman.statements.trained.candidates import NOBODY
from dragoman.statements.trained.grid import Grid
from dragoman.statements.trained.readings import Reader

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from spacy.tokens import Token

    from dragoman.statements.scene import Scene
    from dragoman.statements.trained.readings import Readings
    from dragoman.statements.trained.weights import Weights

RULE = "trained"  # the rule of a row whose cue only the model sees
RELAYED = ("subject",)  # the channel of what a medium passes on: whose words they are, rules say
TAKING_UP = frozenset({"confirm", "deny"})  # what they are about is the rules', so they stay
FLOORS = {  # full F1 in cross-validation on 260 articles: .657 with .3 for all, .662 with these
    "kept": 0.2,  # a cue that the rules alone would make a row of
    "seen": 0.4,  # one that they see, and leave
    "new": 0.5,
}
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
    relayed = [d for d in settled if d.entry.channel == RELAYED]
    closed = {i for d in relayed for i in (d.head.i, *d.absorbed)}
    floors = [floor_of(reader.grid, cue) for cue in readings.cues.tolist()]
    chosen = accepted(readings, scores, floors, closed)
    made = [_draft(reader, readings, k, scores[k]) for k in chosen]
    outer = [*relayed, *_apart(scene, made, innermost(settled), [d.head.i for d in settled])]
    taken = {draft.head.i for draft in outer}
    held = {i for draft in outer for i in draft.content}
    return [*outer, *(d for d in drafts if d.head.i in held and d.head.i not in taken)]


def floor_of(grid: Grid, cue: int) -> float:
    """What a reading must score: the less, the surer the rules are that its cue is one."""
    if cue in grid.kept:
        return 0.0 if grid.by_head[cue].entry.act in TAKING_UP else FLOORS["kept"]
    return FLOORS["seen"] if cue in grid.by_head else FLOORS["new"]


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
    return sum(scene.doc[i].is_alpha or scene.doc[i].like_num for i in tokens)


def _draft(reader: Reader, readings: Readings, k: int, score: float) -> Draft:
    """The draft of a reading: the rules' own, with what was chosen, or a new one."""
    scene, content = reader.grid.scene, set(readings.contents[k].tokens)
    head = scene.doc[int(readings.cues[k])]
    ruled = reader.grid.by_head.get(head.i)
    said_by = _said_by(scene, int(readings.speakers[k]), ruled)
    if ruled is None:
        entry = _entry(scene, head, content)
        cue = reader.candidates.cue(head.i)
        in_quote = scene.is_quoted(head)
        return Draft(entry, RULE, head, cue, said_by, content, in_quote=in_quote, score=score)
    if ruled.entry.pos == "layout":  # the marks of a transcript say who speaks, and how far
        return replace(ruled, score=score)
    if readings.contents[k].kind == "rule" or _goes_on(scene, ruled, content):
        content = ruled.content
    return replace(ruled, said_by=said_by, content=content, score=score)


def _goes_on(scene: Scene, ruled: Draft, content: set[int]) -> bool:
    """Whether the rules follow a quotation into other paragraphs, where the models never look."""
    paragraphs = {scene.paragraph(i) for i in ruled.content} - {-1}
    return len(paragraphs) > 1 and len(content - ruled.content) * 2 < len(content)


def _said_by(scene: Scene, head: int, ruled: Draft | None) -> list[Token]:
    """The heads of the speaker's phrases: the rules' where they have the chosen one among them."""
    if head == NOBODY:
        return []
    if ruled is not None and head in {t.i for t in ruled.said_by}:
        return ruled.said_by
    return with_conjuncts([antecedent_of_relative(scene.doc[head])])


def _entry(scene: Scene, head: Token, content: set[int]) -> Cue:
    """What kind of saying a cue is that no rule reads: that of its lemma in the table of cues.

    A lemma the table does not have says something where it stands with a quotation, and tells of
    a view otherwise ("focused on", "appeared to back").
    """
    entries = [
        entry for kind in scene.cues.by_pos.values() for entry in kind.get(head.lemma_.lower(), ())
    ]
    quoted = any(scene.spoken_quote(i) is not None for i in content)
    act = entries[0].act if entries else "say" if quoted or head.is_punct else "think"
    return replace(UNLISTED, act=act)

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
    from collections.abc import Sequence

    from spacy.tokens import Token

    from dragoman.statements.scene import Scene
    from dragoman.statements.trained.readings import Readings
    from dragoman.statements.trained.weights import Weights

RULE = "trained"  # the rule of a row whose cue only the model sees
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
    chosen = accepted(readings, scores, weights.floor)
    made = [_draft(reader, readings, k, scores[k]) for k in chosen]
    outer = _apart(scene, made, innermost(settled), [d.head.i for d in settled])
    taken = {draft.head.i for draft in outer}
    held = {i for draft in outer for i in draft.content}
    return [*outer, *(d for d in drafts if d.head.i in held and d.head.i not in taken)]


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


def accepted(readings: Readings, scores: Sequence[float], floor: float) -> list[int]:
    """The readings scored at the floor or above that stand in no better one's content."""
    kept: list[int] = []
    held: set[int] = set()
    for k in sorted(range(len(scores)), key=lambda k: (-scores[k], k)):
        if scores[k] >= floor and int(readings.cues[k]) not in held:
            kept.append(k)
            held.update(readings.contents[k].tokens)
    return sorted(kept)


def _draft(reader: Reader, readings: Readings, k: int, score: float) -> Draft:
    """The draft of a reading: the rules' own, with what was chosen, or a new one."""
    scene, content = reader.grid.scene, set(readings.contents[k].tokens)
    head = scene.doc[int(readings.cues[k])]
    ruled = reader.grid.by_head.get(head.i)
    said_by = _said_by(scene, int(readings.speakers[k]), ruled)
    if ruled is None:
        entry = _entry(scene, head)
        cue = reader.candidates.cue(head.i)
        in_quote = scene.is_quoted(head)
        return Draft(entry, RULE, head, cue, said_by, content, in_quote=in_quote, score=score)
    if readings.contents[k].kind == "rule":
        content = ruled.content
    return replace(ruled, said_by=said_by, content=content, score=score)


def _said_by(scene: Scene, head: int, ruled: Draft | None) -> list[Token]:
    """The heads of the speaker's phrases: the rules' where they have the chosen one among them."""
    if head == NOBODY:
        return []
    if ruled is not None and head in {t.i for t in ruled.said_by}:
        return ruled.said_by
    return with_conjuncts([antecedent_of_relative(scene.doc[head])])


def _entry(scene: Scene, head: Token) -> Cue:
    """What kind of saying a cue is that no rule reads: that of its lemma in the table of cues.

    A lemma the table does not have says something where it takes words of speech, and is a view
    otherwise.
    """
    entries = [
        entry for kind in scene.cues.by_pos.values() for entry in kind.get(head.lemma_.lower(), ())
    ]
    return replace(UNLISTED, act=entries[0].act) if entries else UNLISTED

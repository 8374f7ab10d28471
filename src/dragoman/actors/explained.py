"""A mention or an affiliation -> the decisions behind it: what the words may mean, and who else."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from dragoman.actors.names import names_of
from dragoman.actors.pronouns import ranking_of
from dragoman.actors.resolve import Resolver
from dragoman.lexicon.validity import holds
from dragoman.steps import SHOWN, Option, Step

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dragoman.actors.pronouns import Ranking
    from dragoman.lexicon import Tables
    from dragoman.parse import Parse
    from dragoman.record import Affiliation, Mention, MentionKind, Statement

KINDS: dict[MentionKind, str] = {
    "name": "a name",
    "demonym": "a nationality",
    "seat": "a seat of government",
    "title": "a name with an office or title",
    "role": "an office-holder's phrase",
    "group": "a group's or body's phrase",
    "pronoun": "a pronoun",
}


@cache
def rule_notes() -> dict[str, dict[str, str]]:
    """What each rule of mentions and affiliations says, by its name: ``rules.toml``."""
    file = resources.files("dragoman.actors") / "rules.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def note_of(rule: str, kind: str = "mentions") -> str:
    """The sentence on a rule; empty where there is none."""
    return rule_notes()[kind].get(rule, "")


class _Watching(Resolver):
    """A resolver that looks at who a pronoun may mean right before that is decided."""

    def watch(self, pronoun: Mention) -> Ranking | None:
        """The ranking of a pronoun, with all that was known when it was reached."""
        self.pronoun = pronoun
        self.ranking: Ranking | None = None
        self.run()
        return self.ranking

    def _decide_references(self) -> None:
        every = self.mentions
        at = next(i for i, mention in enumerate(every) if mention.id == self.pronoun.id)
        self.mentions = every[:at]
        super()._decide_references()
        head = self.mentioned.heads.get(self.pronoun.id)
        if head is not None:
            self.ranking = ranking_of(self.reading, self.pronoun, head)
        self.mentions = every[at:]
        super()._decide_references()
        self.mentions = every


def explain_mention(
    parse: Parse, row: Mention, candidates: Sequence[Mention], mentions: Sequence[Mention],
    statements: Sequence[Statement], tables: Tables,
) -> tuple[Step, ...]:  # fmt: skip
    """The decisions behind a mention; empty where the report's words do not give it.

    Args:
        parse: The report and its parse.
        row: The mention as ``resolve`` gave it.
        candidates: The mentions as ``find_mentions`` gave them.
        mentions: All mentions of the report, resolved.
        statements: Its statements as they were found, who is meant not yet decided.
        tables: The tables that made it.
    """
    found = next((m for m in candidates if m.span == row.span), None)
    if found is None:
        return ()
    return (
        Step("words", row.span.quote, KINDS[row.kind]),
        _actor(parse, row, found, tables),
        *_in_view(parse, row, found, candidates, statements, tables),
        *_antecedent(row),
        *_elsewhere(row, mentions),
    )


def _actor(parse: Parse, row: Mention, found: Mention, tables: Tables) -> Step:
    """Who is meant, by which rule, beside what the tables offer for these words."""
    rows = names_of(tables).rows
    day = parse.report.published.value
    options = tuple(
        Option(f"{rows[id_].name} ({id_})", id_ == row.actor, _why(tables, id_, row, day))
        for id_ in found.candidates[:SHOWN]
    )
    answer = f"{row.name} ({row.actor})" if row.actor else "nobody that is known"
    rule = row.actor if row.actor in rows else None
    return Step("actor", answer, f"{row.rule}: {note_of(row.rule)}", rule, None, options)


def _why(tables: Tables, id_: str, row: Mention, day: str | None) -> str:
    if id_ == row.actor:
        return "meant"
    entry = names_of(tables).rows[id_]
    if not holds(entry, day):
        return f"its row does not hold on {day}"
    if row.actor is None:
        return "the report does not say without doubt which one it means"
    return "the report's other names speak for the one that is meant"


def _in_view(
    parse: Parse, row: Mention, found: Mention, candidates: Sequence[Mention],
    statements: Sequence[Statement], tables: Tables,
) -> Iterator[Step]:  # fmt: skip
    """Who a pronoun of the third person might have meant, by how prominent they were there."""
    if row.kind != "pronoun" or found.rule in {"we", "i"}:
        return
    ranking = _Watching(parse, candidates, statements, tables, ()).watch(found)
    if ranking is None or not ranking.entities:
        return
    options = tuple(
        Option(entity.actor.name, entity.id == row.actor, entity.actor.kind, round(score, 2))
        for score, entity in ranking.entities[:SHOWN]
    )
    reason = f"the first must lead by {ranking.margin:.1f}"
    reason += f"; a noun that names nobody has {ranking.rival:.2f}" if ranking.rival > 0 else ""
    yield Step("in view", f"{len(ranking.entities)} of this kind", reason, options=options)


def _antecedent(row: Mention) -> Iterator[Step]:
    if row.antecedent is not None:
        where = f"“{row.antecedent.quote}” at {row.antecedent.start}"
        yield Step("antecedent", where, "the words that name who is meant")


def _elsewhere(row: Mention, mentions: Sequence[Mention]) -> Iterator[Step]:
    """How often the report names the same actor, and by which words."""
    if row.actor is None:
        return
    words = [m.span.quote for m in mentions if m.actor == row.actor and m.id != row.id]
    if words:
        listed = ", ".join(f"“{quote}”" for quote in dict.fromkeys(words))
        yield Step("also", f"{len(words)} more", f"the same actor in this report: {listed}")


def explain_affiliation(row: Affiliation) -> tuple[Step, ...]:
    """The decisions behind an affiliation: whose office it is, and of which body."""
    body = row.body.name if row.body else "no body is named"
    return (
        Step("office", row.office or "none", f"{row.rule}: {note_of(row.rule, 'affiliations')}"),
        Step("person", row.person.name, f"{row.person.rule}: {note_of(row.person.rule)}"),
        Step("body", body, "the nearest body in the office's words, before a state"),
    )

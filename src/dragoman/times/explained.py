"""A time -> the decisions behind it, made again: the rule that read it, and its value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.steps import SHOWN, Option, Step
from dragoman.times.find import expressions_in, readings_at, searched
from dragoman.times.joining import join

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dragoman.lexicon import Tables
    from dragoman.parse import Parse, Sentence
    from dragoman.record import Time
    from dragoman.times.joining import Found
    from dragoman.times.lexemes import Lexed

ANCHORS = {
    "text": "by the words alone, or with a date told before them",
    "none": "nothing in the report says from which date it counts, so it stays open",
}


def explain_time(parse: Parse, row: Time, tables: Tables) -> tuple[Step, ...]:
    """The decisions behind a time; empty where the report's sentences do not give it.

    Args:
        parse: The report and its parse.
        row: The time as ``find_times`` gave it.
        tables: The tables that made it.
    """
    for sentence in searched(parse):
        if sentence.start <= row.span.start < sentence.end:
            lexed, found = expressions_in(sentence, parse.text, tables)
            parts = [item for item in found if _lies_in(item, row, lexed)]
            if parts:
                joined = join(parts, lexed)
                rules = (_rule(part, sentence, lexed, tables, parse.text) for part in parts)
                return (*rules, *_joined(parts, joined), _value(parse, row, joined or parts))
    return ()


def _lies_in(item: Found, row: Time, lexed: Lexed) -> bool:
    return row.span.start <= lexed.starts[item.first] < row.span.end


def _rule(found: Found, sentence: Sentence, lexed: Lexed, tables: Tables, text: str) -> Step:
    words = _words(found, lexed, text)
    options = tuple(
        Option(
            other.rule,
            other.rule == found.rule,
            f"reads “{_words(other, lexed, text)}”",
        )
        for other in readings_at(found.first, sentence, lexed, tables)[:SHOWN]
    )
    reason = "of the rules that read something here the longest, then the first of the table"
    return Step("time", words, reason, found.rule, None, options)


def _words(found: Found, lexed: Lexed, text: str) -> str:
    return text[lexed.starts[found.first] : lexed.ends[found.last - 1]]


def _joined(parts: list[Found], joined: list[Found]) -> Iterator[Step]:
    if len(parts) > len(joined) > 0:
        yield Step("joined", "one time", "the two stand together and say one thing")


def _value(parse: Parse, row: Time, found: list[Found]) -> Step:
    published = parse.report.published
    anchor = ANCHORS.get(row.anchor, "")
    if row.anchor == "published":
        side = found[0].direction
        anchor = f"counted from the publication ({published.value}), on the {side} side of it"
    return Step("value", row.value, f"{row.type}: {anchor}")

"""The story of two actors -> a table that a person reads: stances by issue, events by quad class.

Takes the plain object of ``dragoman.network.story_of``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.text import Text

from dragoman.render.text import HEAD, MINUS, NOTE, PLUS, printed
from dragoman.render.words import REALIS, count, shorten, visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dragoman.render.text import Line

WORDS = 120  # code points of a quote
DATE = 12  # columns of a date


def story_table(told: dict[str, Any], *, color: bool = False, width: int = 80) -> str:
    """The story as lines of text, each with its date, or a dash where the words give none."""
    return printed(_lines(told), color=color, width=width)


def _lines(told: dict[str, Any]) -> Iterator[Line]:
    one, other = (visible(actor["name"]) for actor in told["actors"])
    yield 0, Text(f"{one} and {other}", HEAD)
    if not told["stances"] and not told["events"]:
        more = told["rolled_up"]
        hint = f", but {count(more, 'row')} between their bodies and people (--roll-up)"
        then = " in this time" if told["since"] or told["until"] else ""
        yield 0, Text(f"nothing in the record is between the two{then}" + hint * bool(more))
    for group in told["stances"]:
        yield 0, Text("")
        yield 0, _issue(group)
        for row in group["rows"]:
            yield from _stance(row)
    for group in told["events"]:
        yield 0, Text("")
        yield 0, Text(group["quad"].replace("_", " "), HEAD)
        for row in group["rows"]:
            yield from _deed(row)
    yield from _turns(told)


def _issue(group: dict[str, Any]) -> Text:
    """The issue of stances in the words of its rows, with the key that filters take."""
    if group["issue"] is None:
        return Text("stances", HEAD)
    key, words = visible(group["issue"]), visible(group["words"])
    head = Text(f"stances on {shorten(words, WORDS)}", HEAD)
    return head if key == words else head.append(f"  --issue {key}", NOTE)


def _stance(row: dict[str, Any]) -> Iterator[Line]:
    sign, style = ("✚", PLUS) if row["sign"] > 0 else ("−", MINUS)
    names = " → ".join(visible(row[f"{end}_name"]) for end in ("holder", "target"))
    line = Text(f"{row['date'] or '–':<{DATE}}").append(f"{sign} {names}", style)
    notes = [row["kind"].replace("_", " ")]
    notes += [REALIS[row["realis"]]] if row["realis"] != "actual" else []
    notes += ["reported" if row["said"] else "in the report's own voice"]
    notes += ["denied"] * row["denied"] + ["in a headline"] * row["echoes"]
    notes += ["day of publication"] if row["dated_by"] == "publication" else []
    yield 2, line.append(f"  {', '.join(notes)}", NOTE)
    yield 2 + DATE, Text(f"“{shorten(visible(row['words']), WORDS)}”  {row['id']}", NOTE)


def _deed(row: dict[str, Any]) -> Iterator[Line]:
    day = row["date"] or (f"by {row['not_after']}" if row["not_after"] else "–")
    name = row["type"] + (f" {row['mode']}" if row["mode"] else "")
    named = " → ".join(visible(row[end]) for end in ("source", "target") if row[end])
    line = Text(f"{day:<{DATE + 3}}").append(f"{named}  {name}")
    notes = [REALIS[row["realis"]]] if row["realis"] != "actual" else []
    notes += ["told as background"] if row["background"] else []
    notes += [f"according to {visible(row['by'])}" if row["by"] else "in the report's own voice"]
    yield 2, line.append(f"  {', '.join(notes)}", NOTE)
    yield 5 + DATE, Text(f"“{shorten(visible(row['words']), WORDS)}”  {row['id']}", NOTE)


def _turns(told: dict[str, Any]) -> Iterator[Line]:
    if told["turns"] is None:
        yield 0, Text("")
        yield 0, Text("turning points need the extra dragoman[network]", NOTE)
        return
    for turn in told["turns"]:
        yield 0, Text("")
        yield 0, Text(f"turned in {turn['month']}, penalty {turn['penalty']:g}", HEAD)
        yield 2, Text(f"mean sign {turn['before']:+g} in {len(turn['rows_before'])} rows before,"
                      f" {turn['after']:+g} in {len(turn['rows_after'])} rows after")  # fmt: skip

"""Tellings that tests of what reports have in common are written with."""

from dragoman.stories.contradictions import against
from dragoman.stories.limits import limits_of
from dragoman.stories.telling import Side, Telling, stems_of

DAY = 735_000
NORLAND = Side("NOR", "NOR", "NOR", frozenset({"norla"}))
SUDRIA = Side("SUD", "SUD", "SUD", frozenset({"sudri"}))
PORT = Side("port-sud", "SUD", None, frozenset({"port"}), is_place=True)
REBELS = Side("delta", "SUD", None, frozenset({"delta", "front"}))
ARMY = Side("~norland-army.NOR", "NOR", "NOR", frozenset({"norla", "army"}))


def event(row="e1", report="r1", **more):
    known = {"first": DAY, "last": DAY, "dated": True, "trigger": frozenset({"shell"})}
    return Telling(**{
        "row": row, "report": report, "kind": "event", "type": "ASSAULT", "mode": None,
        "realis": "actual", "sources": (NORLAND,), "targets": (SUDRIA,),
        "words": frozenset({"norla", "shell", "harbo"}), "published": DAY, "outlet": report,
        "at": 10, **known, **more,
    })  # fmt: skip


def denial(row="s1", report="r2", words="norland shelled the harbour", **more):
    return event(
        row, report, kind="statement", type="deny", sources=(NORLAND,), targets=(),
        words=stems_of(words), trigger=frozenset(), dated=False, published=DAY + 1, coded=True,
        limits=limits_of(words), speakers=frozenset({"NOR"}), first=DAY + 1, last=DAY + 1, **more,
    )  # fmt: skip


def position(row="p1", report="r1", sign="+", **more):
    issue = frozenset({"blockade", "port", "SUD"})
    given = {"mode": None, "issue": issue} | more
    return event(row, report, kind="position", type=sign, **given)


def said(row, content, **more):
    given = {"mode": "direct"} | more
    return event(
        row, f"r-{row}", kind="statement", type="say", content=tuple(content.split()), **given
    )


def verdicts(*rows):
    return [(a.one.row, a.other.row, a.verdict) for a in against(rows)]


def bare(row, report, words, **more):
    """A statement of Sudria, or a denial of Norland, of which nothing is coded."""
    given = {"type": "say", "sources": (SUDRIA,), "targets": (NORLAND,)} | more
    return event(row, report, kind="statement", words=stems_of(words), **given)

"""Reports of one outlet -> the lines it repeats, frozen into a file that reading takes as data.

A line that two reports of an outlet carry is furniture, unless it is long: then it is wire text
that both took over, or a paragraph of background. Digits are masked, so "3 comments" and "12
comments" are one line. Of two reports that share half of their prose one is a copy of the other,
and is not learned from; shared furniture alone makes no copy, however much of it a page carries.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dragoman.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from dragoman.record import Report

FORMAT = 1
LONG = 25  # words; a line of as many that stands in two reports is text they share
TWICE = 2
PROSE = 10  # words; shorter lines say nothing of whether a report is a copy
COPY = 0.5  # share of the words of a report's prose that another has, from which it is a copy
READ = frozenset({"body", "subhead", "caption", "standfirst"})
DIGITS, BLANKS, WORDS = re.compile(r"\d+"), re.compile(r"\s+"), re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Profile:
    """The lines that outlets repeat, and the hash of the file that says so.

    ``lines`` has them by outlet, masked by `key`; what was learned without an outlet stands under
    the empty name and holds for reports without one.
    """

    lines: Mapping[str, frozenset[str]]
    digest: str

    def repeats(self, outlet: str | None, line: str) -> bool:
        """Whether an outlet is known to repeat a line."""
        return key(line) in self.lines.get(outlet or "", ())


def repeats_of(profile: Profile | None, outlet: str | None) -> Callable[[str], bool]:
    """Whether an outlet is known to repeat a line; without a profile none does."""
    return (lambda line: profile.repeats(outlet, line)) if profile else (lambda _: False)


def key(line: str) -> str:
    """A line as it is compared: one form and case of letters, single blanks, digits masked."""
    folded = unicodedata.normalize("NFKC", line).casefold()
    return DIGITS.sub("0", BLANKS.sub(" ", folded).strip())


def learn(reports: Iterable[Report]) -> dict[str, dict[str, int]]:
    """Of each outlet the masked lines it repeats, and in how many of its reports each stands."""
    seen: dict[str, list[frozenset[str]]] = {}
    titles: dict[str, set[str]] = {}
    for report in reports:
        titles.setdefault(report.outlet or "", set()).update(_titles(report))
        lines, others = _lines(report), seen.setdefault(report.outlet or "", [])
        if not any(_is_copy(lines, other) for other in others):
            others.append(lines)
    return {outlet: _repeated(seen[outlet], titles[outlet]) for outlet in sorted(seen)}


def _lines(report: Report) -> frozenset[str]:
    """The lines of a report, masked; its title apart, which reports on one thing share."""
    return frozenset(key(report.text[p.start : p.end]) for p in report.parts if p.label in READ)


def _is_copy(lines: frozenset[str], other: frozenset[str]) -> bool:
    """Whether a report's prose, or all of one that has none, is to a good part another's."""
    whole = _prose(lines)
    return _prose(lines & other) >= COPY * whole if whole else lines <= other


def _prose(lines: frozenset[str]) -> int:
    """The words of the lines that are long enough to be a sentence."""
    counts = (len(WORDS.findall(line)) for line in lines)
    return sum(count for count in counts if count >= PROSE)


def _titles(report: Report) -> Iterator[str]:
    """The title of a report, masked: others link to it, and where it stands it is no furniture."""
    yield from (key(report.text[p.start : p.end]) for p in report.parts if p.label == "title")


def _repeated(reports: list[frozenset[str]], titles: set[str]) -> dict[str, int]:
    """The short lines that stand in more than one report and are no report's title."""
    counted = Counter(line for lines in reports for line in lines)
    return {
        line: n for line, n in sorted(counted.items())
        if n >= TWICE and line not in titles and len(WORDS.findall(line)) < LONG
    }  # fmt: skip


def write_profile(path: Path, learned: Mapping[str, Mapping[str, int]]) -> None:
    """Writes a profile that people can read, correct and keep: JSON, sorted, the same each time."""
    told = {"format": FORMAT, "outlets": learned}
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def load_profile(path: Path) -> Profile:
    """The profile of a file.

    Raises:
        UsageError: There is none, or it is none.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(
            f"{path}: {error.strerror} (make it with dragoman profile learn)"
        ) from error
    try:
        told = json.loads(data)
        lines = {outlet: frozenset(found) for outlet, found in told["outlets"].items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(
            f"{path}: no outlet profile (make it with dragoman profile learn)"
        ) from error
    if told.get("format") != FORMAT:
        raise UsageError(f"{path}: a profile of another version (learn it again)")
    return Profile(lines, hashlib.sha256(data).hexdigest()[:16])

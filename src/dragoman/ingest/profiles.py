"""Reports of one outlet -> the lines it repeats, frozen into a file that reading takes as data.

A line that two reports of an outlet carry is furniture, unless it is long: then it is wire text
that both took over, or a paragraph of background. Digits are masked, so "3 comments" and "12
comments" are one line. Of two reports that share half of their lines one is a copy of the other,
and is not learned from.
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
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from dragoman.record import Report

FORMAT = 1
LONG = 25  # words; a line of as many that stands in two reports is text they share
TWICE = 2
COPY = 0.5  # share of a report's lines that another has, from which it is a copy
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
    for report in reports:
        lines, others = _lines(report), seen.setdefault(report.outlet or "", [])
        if lines and not any(len(lines & other) >= COPY * len(lines) for other in others):
            others.append(lines)
    return {outlet: _repeated(of_one) for outlet, of_one in sorted(seen.items())}


def _lines(report: Report) -> frozenset[str]:
    """The lines of a report, masked; its title apart, which reports on one thing share."""
    return frozenset(key(report.text[p.start : p.end]) for p in report.parts if p.label in READ)


def _repeated(reports: list[frozenset[str]]) -> dict[str, int]:
    """The short lines that stand in more than one report."""
    counted = Counter(line for lines in reports for line in lines)
    return {
        line: n for line, n in sorted(counted.items())
        if n >= TWICE and len(WORDS.findall(line)) < LONG
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

"""Plain text as scraped -> a Report: furniture apart, title, standfirst and body labelled."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dragoman.ingest.compose import compose
from dragoman.ingest.decode import decode, fit
from dragoman.ingest.furniture import sweep
from dragoman.ingest.language import declared_language, language_of
from dragoman.ingest.layout import lay_out
from dragoman.ingest.lines import join_wrapped, split_lines
from dragoman.ingest.options import Failure
from dragoman.ingest.profiles import repeats_of
from dragoman.ingest.source import with_source
from dragoman.record import Moment, Report

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dragoman.ingest.options import Limits, ReadOptions
    from dragoman.ingest.profiles import Profile
    from dragoman.ingest.source import Opened
    from dragoman.lexicon import Tables
    from dragoman.record import Part, Translation

LONGEST_LETTER = 4  # bytes, in UTF-8 and UTF-32


@dataclass(frozen=True, slots=True)
class Given:
    """What is known of a text beside its words."""

    source: str
    raw_sha256: str
    title: str | None = None
    published: Moment | None = None
    updated: Moment | None = None
    outlet: str | None = None
    url: str | None = None
    language: str | None = None
    translation_of: Translation | None = None


def read_plain(opened: Opened, options: ReadOptions, tables: Tables) -> Iterator[Report | Failure]:
    """The report of a text file."""
    data = opened.stream.read(LONGEST_LETTER * options.limits.text_letters + 1)
    sha = hashlib.sha256(data).hexdigest()
    visit = opened.visit
    text = decode(data, options.encoding, declared=visit.charset if visit else None).text
    if refused := too_long(text, options.limits):
        yield Failure(opened.name, refused, sha)
    else:
        url = visit.url if visit else None
        given = Given(opened.name, sha, published=options.moment, url=url)
        report = report_of(text, given, tables, options.profile)
        yield with_source(report, text, options)


def too_long(text: str, limits: Limits) -> str | None:
    """What a text over the limits is told; None where it is within them."""
    for what, count, most in (
        ("letters", len(text), limits.text_letters),
        ("lines", text.count("\n") + text.count("\r") + 1, limits.text_lines),
    ):
        if count > most:
            return f"a text of more than {most:,} {what} (cut it into its reports)"
    return None


def report_of(
    source: str, given: Given, tables: Tables, profile: Profile | None = None
) -> Report | Failure:
    """The report of a decoded text.

    What was given wins over what the text says; ``profile`` has the lines its outlet repeats.
    Offsets of ``furniture`` and ``origin`` count into ``source``.
    """
    fitted = fit(source)
    swept = sweep(split_lines(fitted), tables, repeats=repeats_of(profile, given.outlet))
    title = " ".join(fit(given.title).split()) if given.title else None
    if not swept.lines and not fitted.strip():
        return Failure(given.source, "no text in it", given.raw_sha256)
    if not swept.lines:
        message = f"nothing but furniture: {len(swept.furniture)} lines, all set aside by rules"
        return Failure(given.source, message, given.raw_sha256)
    paragraphs = join_wrapped(list(swept.lines))
    laid = lay_out(paragraphs, tables, title=title or None, head_lines=swept.head_lines)
    made = compose(laid.pieces, source)
    published, updated = given.published, given.updated
    return Report(
        id=Report.id_of(given.url, given.source, made.text),
        source=given.source,
        text=made.text,
        raw_sha256=given.raw_sha256,
        url=given.url,
        outlet=given.outlet,
        title=part_text(made.text, made.parts, "title"),
        standfirst=part_text(made.text, made.parts, "standfirst"),
        byline=swept.byline.persons,
        agencies=tuple(dict.fromkeys((*swept.byline.agencies, *laid.agencies))),
        language=declared_language(given.language) or language_of(made.text, tables),
        published=published or best_moment(swept.published, laid.published),
        updated=updated or swept.updated,
        parts=made.parts,
        translation_of=given.translation_of,
        furniture=swept.furniture,
        origin=made.origin,
    )


def part_text(text: str, parts: tuple[Part, ...], label: str) -> str | None:
    """The words of the first part with a label."""
    return next((text[part.start : part.end] for part in parts if part.label == label), None)


def best_moment(*moments: Moment) -> Moment:
    """The first moment with a value; else the first that at least was printed; else none."""
    dated = next((moment for moment in moments if moment.value), None)
    return dated or next((moment for moment in moments if moment.printed), Moment())

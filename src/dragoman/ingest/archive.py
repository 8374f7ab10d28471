"""A WARC file -> its pages, each opened as if it lay in a folder, and one word about the rest."""

from __future__ import annotations

import io
import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from dragoman.ingest.decode import HEAD, binary_kind, fit
from dragoman.ingest.inflate import InflateError, TooMuchError
from dragoman.ingest.payload import charset, meant, media_type
from dragoman.ingest.source import Opened, failure
from dragoman.ingest.visit import Visit
from dragoman.ingest.warc import ArchiveError, entries
from dragoman.record import Fetched

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dragoman.ingest.members import Packed
    from dragoman.ingest.options import Failure, Limits
    from dragoman.ingest.warc import Entry

BEGINNING = b"WARC/"
HOLDS_A_PAGE = frozenset(("response", "resource", "conversion"))
TEXTS: dict[str, Literal["page", "plain"]] = {
    "text/html": "page", "application/xhtml+xml": "page", "text/plain": "plain",
}  # fmt: skip
ADDRESS = re.compile(r"<?(https?://[^\s<>\"]{1,4000})>?", re.IGNORECASE)
IDENTIFIER = re.compile(r"<?([^\s<>]{1,200})>?")
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z")
KINDS_TOLD = 8  # reasons that are named; a crawl knows hundreds of types


class Archive:
    """The records of a WARC file, as far as they hold a page or a text.

    What holds none (pictures, redirects, errors, pages unchanged since an earlier visit) is
    counted and told in one Failure at the end: of a crawl it is the larger part.

    Args:
        name: The file's.
        limits: How much of it is read.
        start: Where in the file a piece of it begins; its records are counted from there.
    """

    def __init__(self, name: str, limits: Limits, start: int = 0) -> None:
        self.name, self.limits = name, limits
        self.label = f"{name}@{start}" if start else name
        self.number = self.found = 0
        self.aside: Counter[str] = Counter()

    def open_piece(self, packed: Packed, end: int) -> Iterator[Opened | Failure]:
        """The pages of the members that begin from where the stream stands up to ``end``.

        The pieces of a gzip file give together what the whole file gives.
        """
        if self.label == self.name or self._recovered(packed):
            yield from self.open_packed(packed, end)

    def open_packed(self, packed: Packed, end: int | None = None) -> Iterator[Opened | Failure]:
        """The pages of a compressed archive; a damaged member costs no other."""
        going_on = True
        while going_on:
            begun = self.number
            try:
                member = packed.next_member()
                if member is None or (end is not None and member.offset >= end):
                    break
                begun += 1
                yield from self._open(io.BufferedReader(member), member.offset)
            except (InflateError, ArchiveError) as error:
                self.number = max(self.number, begun)
                yield self._failed(f"the archive {error}")
                going_on = not isinstance(error, TooMuchError) and self._recovered(packed)
        yield from self._told()

    @staticmethod
    def _recovered(packed: Packed) -> bool:
        """Whether another record was found behind one that is damaged."""
        try:
            return packed.recover(BEGINNING)
        except TooMuchError:
            return False

    def open_plain(self, stream: io.BufferedIOBase) -> Iterator[Opened | Failure]:
        """The pages of an archive that is not compressed."""
        try:
            yield from self._open(stream, None)
        except ArchiveError as error:
            yield self._failed(f"the archive {error}; the rest of the archive is not read")
        yield from self._told()

    def _open(self, stream: io.BufferedIOBase, offset: int | None) -> Iterator[Opened | Failure]:
        for entry in entries(stream):
            self.number += 1
            opened = self._open_entry(entry, entry.position if offset is None else offset)
            if isinstance(opened, str):
                self._set_aside(opened)
            elif opened is not None:
                self.found += 1
                yield opened

    def _open_entry(self, entry: Entry, offset: int) -> Opened | Failure | str | None:
        """The page of a record, or why there is none; None for a record about other records."""
        if entry.type == "revisit":
            return "unchanged since an earlier visit"
        if entry.type not in HOLDS_A_PAGE:
            return None
        address = ADDRESS.fullmatch(fit(entry.fields.get("warc-target-uri", "")))
        if address is None:
            return "no web address"
        if entry.type == "response" and entry.status != 200:
            return f"status {entry.status}" if entry.status else "no answer of a web server"
        headers = entry.headers if entry.type == "response" else entry.fields
        media = media_type(headers)
        if media is not None and media not in TEXTS:
            return media
        return self._read(entry, address[1], media, offset)

    def _read(
        self, entry: Entry, address: str, media: str | None, offset: int
    ) -> Opened | Failure | str:
        most = self.limits.page_bytes + 1
        there = entry.body.left
        data = entry.body.read(most)
        if len(data) < min(most, there):
            return self._failed(
                f"a record that is cut short: {len(data):,} of {there:,} bytes are there", data
            )
        try:
            data = meant(data, entry.headers, most)
        except InflateError as error:
            return self._failed(f"its body {error}", data)
        if not data.strip():
            return "empty"
        if kind := binary_kind(data[:HEAD]):
            return kind
        fetched = Fetched(self._date(entry), self.name, offset, self._identifier(entry))
        visit = Visit(address, fetched, charset(entry.headers))
        kind = TEXTS.get(media or "", "page")
        return Opened(f"{self.label}#{self.number}", kind, io.BytesIO(data), visit)

    @staticmethod
    def _date(entry: Entry) -> str | None:
        words = entry.fields.get("warc-date", "")
        return words if STAMP.fullmatch(words) else None

    @staticmethod
    def _identifier(entry: Entry) -> str | None:
        found = IDENTIFIER.fullmatch(fit(entry.fields.get("warc-record-id", "")))
        return found[1] if found else None

    def _set_aside(self, reason: str) -> None:
        """Counts a reason; a thousand different ones are a trick and are counted together."""
        known = reason in self.aside or len(self.aside) < 1000
        self.aside[reason if known else "of other kinds"] += 1

    def _failed(self, message: str, data: bytes = b"") -> Failure:
        self.found += 1
        return failure(f"{self.label}#{max(self.number, 1)}", message, data)

    def _told(self) -> Iterator[Failure]:
        """One failure for all records that hold no report; none where every one does."""
        count = self.aside.total()
        if not count and not self.found and self.label == self.name:
            yield failure(self.name, "an archive without a page")
        if not count:
            return
        reasons = sorted(self.aside.items(), key=lambda item: (-item[1], item[0]))
        told = [f"{n:,} {reason}" for reason, n in reasons[:KINDS_TOLD]]
        others = count - sum(n for _, n in reasons[:KINDS_TOLD])
        told += [f"{others:,} others"] if others else []
        words = f"{count:,} of {count + self.found:,} records hold no report: {', '.join(told)}"
        yield replace(failure(self.label, words), stands_for=count)

"""The body of an HTTP response as it was sent -> the bytes that were meant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dragoman.ingest.inflate import InflateError, inflated

if TYPE_CHECKING:
    from collections.abc import Mapping

CHUNK_HEAD = re.compile(rb"([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]{0,1024})?\r?\n")
CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE)
MEDIA = re.compile(r"[\w.+-]{1,60}/[\w.+-]{1,60}")


def meant(data: bytes, headers: Mapping[str, str], most: int) -> bytes:
    """A body without its transfer and content encodings, at most so many bytes of it.

    Archives keep the headers of an encoding that they have taken off: bytes that are not encoded
    as declared are the body itself.

    Raises:
        InflateError: The encoding is unknown, or the bytes are damaged or cut short.
    """
    if "chunked" in headers.get("transfer-encoding", "").lower():
        data = unchunked(data)
    encoding = headers.get("content-encoding", "").strip().lower()
    if encoding in {"", "identity", "none"} or not data or _is_bare(data, encoding):
        return data[:most]
    return inflated(data, encoding, most)


def _is_bare(data: bytes, encoding: str) -> bool:
    """Whether bytes are no beginning of their encoding, but of a text."""
    if data.lstrip()[:1] != b"<":
        return False
    try:
        inflated(data[:1024], encoding, 1)
    except InflateError:
        return True
    return False


def unchunked(data: bytes) -> bytes:
    """A body sent in chunks, put together; as it is where it begins with none."""
    found, at = [], 0
    while head := CHUNK_HEAD.match(data, at):
        size = int(head[1], 16)
        found.append(data[head.end() : head.end() + size])
        at = head.end() + size
        at += 2 if data[at : at + 2] == b"\r\n" else data[at : at + 1] == b"\n"
        if not size:
            break
    return b"".join(found) if at else data


def media_type(headers: Mapping[str, str]) -> str | None:
    """The media type that was declared, in small letters; None where there is none."""
    found = MEDIA.match(headers.get("content-type", "").strip())
    return found[0].lower() if found else None


def charset(headers: Mapping[str, str]) -> str | None:
    """The charset that was declared."""
    found = CHARSET.search(headers.get("content-type", ""))
    return found[1] if found else None

"""Bytes -> text and the name of the decoder, or a refusal that says what the bytes are."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
MAGIC = (
    (b"%PDF", "a PDF file"),
    (b"\x1f\x8b", "a gzip file"),
    (b"PK\x03\x04", "a zip file"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"RIFF", "a media file"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3", "a database"),
    (b"\xd0\xcf\x11\xe0", "an office file"),
)
CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w-]{1,40})""", re.IGNORECASE)
# As browsers take them: pages that declare the left are written in the right.
MEANT = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874",
    "tis-620": "cp874", "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932",
    "euc_kr": "cp949",
}  # fmt: skip
# UTF-8 was tried before, and its faults are counted; a declaration that can be read in ASCII does
# not stand in UTF-16; the others are no charsets of texts, and one of them hides markup.
UNTRUE = frozenset((
    "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be",
    "utf-7", "idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "rot-13",
    "base64", "bz2", "hex", "quopri", "uu", "zlib",
))  # fmt: skip
HEAD = 65_536
CONTROLS = bytes(b for b in range(32) if b not in b"\t\n\x0b\x0c\r\x1b")
# Unpaired surrogates cannot be written or parsed; other control characters end a C parser's text.
UNFIT = re.compile("[\ud800-\udfff\ufffe\uffff\x00-\x08\x0b-\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text and the decoder that made it; ``utf-8 (3 replaced)`` where bytes did not fit."""

    text: str
    decoder: str


def binary_kind(head: bytes) -> str | None:
    """What bytes are that are no text ("a PDF file"); None for text of any encoding."""
    for magic, kind in MAGIC:
        if head.startswith(magic):
            return kind
    if any(head.startswith(bom) for bom, _ in BOMS) or _utf16_without_mark(head):
        return None
    controls = len(head) - len(head.translate(None, CONTROLS))
    # Random bytes hold 10 % control characters; a text damaged by a few NULs holds far fewer.
    return "binary data" if controls > len(head) * 0.05 else None


def decode(
    data: bytes, encoding: str | None = None, *, page: bool = False, declared: str | None = None
) -> Decoded:
    """The text of some bytes.

    Tried in order: the encoding that was given, a byte order mark, UTF-16 without one, UTF-8
    with no fault, the charset that whoever sent them declared, that a page declares, UTF-8 with a
    few faults, Windows-1252. Never raises: bytes that do not fit become U+FFFD, one each, and the
    decoder's name counts them.
    """
    if encoding is not None:
        return _replacing(data, encoding)
    for bom, name in BOMS:
        if data.startswith(bom):
            return _replacing(data, name)
    if wide := _utf16_without_mark(data[:HEAD]):
        return _replacing(data, wide)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    said = _known(declared) or (_known(_declared(data)) if page else None)
    if said is not None:
        return _replacing(data, said)
    text = data.decode("utf-8", "replace")
    faults = text.count("\ufffd")
    several = sum(1 for letter in text if letter > "\x7f") - faults
    if several > 3 * faults:  # a UTF-8 text with damage, not another encoding
        return Decoded(text, f"utf-8 ({faults} replaced)")
    return _replacing(data, "cp1252")


def fit(text: str) -> str:
    """The text without characters that no parser or writer takes, one for one.

    Unpaired surrogates become U+FFFD, control characters a space, so offsets stay.
    """
    return UNFIT.sub(lambda found: "\ufffd" if found[0] > "\x7f" else " ", text)


def _replacing(data: bytes, encoding: str) -> Decoded:
    try:
        text = data.decode(encoding, "replace")
    except (LookupError, ValueError):  # ValueError: a codec that is none for text, such as idna
        return _replacing(data, "cp1252")
    faults = text.count("\ufffd")
    return Decoded(text, f"{encoding} ({faults} replaced)" if faults else encoding)


def _utf16_without_mark(head: bytes) -> str | None:
    pairs = len(head) // 2
    if pairs < 4:
        return None
    if head[1::2].count(0) > pairs * 0.4 and head[::2].count(0) < pairs * 0.05:
        return "utf-16-le"
    if head[::2].count(0) > pairs * 0.4 and head[1::2].count(0) < pairs * 0.05:
        return "utf-16-be"
    return None


def _declared(data: bytes) -> str | None:
    """The charset in the head of a page."""
    found = CHARSET.search(data[:4096])
    return found[1].decode("ascii") if found else None


def _known(charset: str | None) -> str | None:
    """The decoder that a declared charset means; None for one that is none, or cannot be true."""
    try:
        name = codecs.lookup(charset).name if charset else None
    except (LookupError, ValueError):  # ValueError: a NUL in the name
        return None
    return None if name in UNTRUE else MEANT.get(name or "", name)

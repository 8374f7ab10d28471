"""A number and a seed -> made-up news of every kind in a folder, and the books of what is in it.

Short English reports are cut from real ones, as ``texts`` cuts them. Nothing says which language a
row is in: that is for the batch to find out.
"""

from __future__ import annotations

import gzip
import html
import json
import random
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dragoman.batch import Account
from texts import real

if TYPE_CHECKING:
    from pathlib import Path

ROWS, ARCHIVE = "made-up.jsonl", "made-up.warc.gz"
SHORTEST, IN_A_PAGE = 15, 6  # words of a paragraph that counts as one; paragraphs of a page
LATIN = "\u024f"  # the last letter of those of European languages
BLANK_LINE = re.compile(r"\n\s*\n")
DAMAGED = ('{{"id": "{0}", "text": "The minis', '{{"id": "{0}"}}', "{0}, no row at all")
FOREIGN = """
Nach langen Verhandlungen kam es zu keiner Einigung. Der Außenminister hat am Montag in Geneva mit
dem Präsidenten über die Grenze gesprochen. Die Regierung erklärte danach, sie werde den Vertrag
nicht unterschreiben, solange die Truppen nicht abgezogen seien.

Après de longues négociations, aucun accord n'a été trouvé. Le ministre des Affaires étrangères a
rencontré lundi le président pour parler de la frontière. Le gouvernement a ensuite déclaré qu'il
ne signerait pas le traité tant que les troupes ne seraient pas retirées.

Tras largas negociaciones no se llegó a ningún acuerdo. El ministro de Asuntos Exteriores se reunió
el lunes con el presidente para hablar de la frontera. El gobierno declaró después que no firmaría
el tratado mientras no se retiraran las tropas.

После долгих переговоров стороны не пришли к соглашению. Министр иностранных дел встретился в
понедельник с президентом и говорил с ним о границе. Правительство заявило затем, что не подпишет
договор, пока войска не будут выведены из спорных районов.
"""
RECORD = """WARC/1.0
WARC-Type: response
WARC-Target-URI: https://courier.example/{name}
WARC-Date: 2031-05-06T10:00:00Z
WARC-Record-ID: <urn:uuid:{name}>
Content-Type: application/http; msgtype=response
Content-Length: {length}

"""
OF_A_PAGE = "<html><head><title>{0}</title></head><body><article>{1}</article></body></html>"


@dataclass
class Books:
    """What a batch should make of made-up news: its account, and its reports by their sources.

    Rows of the account are not known, and records without a page have no source of their own.
    """

    account: Account = field(default_factory=Account)
    sources: Counter[str] = field(default_factory=Counter)
    words: int = 0


class Making:
    """Draws one piece of news after the other, and keeps the books."""

    def __init__(self, seed: int, paragraphs: int) -> None:
        self.chance, self.paragraphs = random.Random(seed), paragraphs  # noqa: S311 - no secret
        self.books = Books()
        texts = [
            [p for p in map(one_line, map(in_latin, BLANK_LINE.split(text))) if p]
            for text in real()
        ]
        self.texts = [paragraphs for paragraphs in texts if paragraphs]
        self.foreign_texts = [one_line(text) for text in BLANK_LINE.split(FOREIGN)]
        self.rows: list[str] = []
        self.records: list[bytes] = []
        self.kinds = {
            self.english: 950, self.foreign: 20, self.damaged: 10, self.page: 10, self.picture: 10,
        }  # fmt: skip

    def draw(self, name: str) -> None:
        """Makes the next piece, of a kind that is drawn."""
        (kind,) = self.chance.choices(list(self.kinds), list(self.kinds.values()))
        self.books.account += kind(name)

    def _cut(self, most: int) -> str:
        """Some paragraphs of a real report."""
        paragraphs = self.chance.choice(self.texts)
        length = self.chance.randint(1, most)
        start = self.chance.randrange(max(1, len(paragraphs) - length + 1))
        return "\n\n".join(paragraphs[start : start + length])

    def _row(self, name: str, text: str) -> None:
        day = f"20{self.chance.randint(10, 30)}-{self.chance.randint(1, 12):02}-03"
        row = {"id": name, "text": text, "published": day}
        self.rows.append(json.dumps(row, ensure_ascii=False))
        self.books.sources[name] += 1

    def english(self, name: str) -> Account:
        """A short report."""
        text = self._cut(self.paragraphs)
        self.books.words += len(text.split())
        self._row(name, text)
        return Account(read=1, coded=1)

    def foreign(self, name: str) -> Account:
        """A report in another language."""
        self._row(name, self.chance.choice(self.foreign_texts))
        return Account(read=1, other_language=1)

    def damaged(self, name: str) -> Account:
        """A row that gives no report, known by its line or, where it has one, by its id."""
        self.rows.append(self.chance.choice(DAMAGED).format(name))
        has_id = self.rows[-1].endswith("}")
        self.books.sources[name if has_id else f"{ROWS}:{len(self.rows)}"] += 1
        return Account(read=1, refused=1)

    def page(self, name: str) -> Account:
        """A page in the archive."""
        paragraphs = "".join(f"<p>{html.escape(self._cut(1))}</p>" for _ in range(IN_A_PAGE))
        self._record(name, "text/html; charset=utf-8", OF_A_PAGE.format(name, paragraphs).encode())
        self.books.sources[f"{ARCHIVE}#{len(self.records)}"] += 1
        return Account(read=1, coded=1)

    def picture(self, name: str) -> Account:
        """A record of the archive that holds no page; a part counts them and names none."""
        self._record(name, "image/png", b"\x89PNG")
        return Account(read=1, not_news=1)

    def _record(self, name: str, media: str, body: bytes) -> None:
        block = f"HTTP/1.1 200 OK\r\nContent-Type: {media}\r\n\r\n".encode() + body
        head = RECORD.format(name=name, length=len(block)).replace("\n", "\r\n")
        self.records.append(gzip.compress(head.encode() + block + b"\r\n\r\n", mtime=0))


def one_line(paragraph: str) -> str:
    """The words of a paragraph on one line; nothing where it is too short to be one."""
    words = paragraph.split()
    return " ".join(words) if len(words) >= SHORTEST else ""


def in_latin(paragraph: str) -> str:
    """A paragraph as it is; nothing of one that quotes people in another script, as some do."""
    return "" if any(letter > LATIN for letter in paragraph if letter.isalpha()) else paragraph


def make(folder: Path, count: int, seed: int = 1, paragraphs: int = 2) -> Books:
    """The books of so many pieces of news, once they are written into a folder.

    Args:
        folder: Where they go.
        count: How many there are to be read, of all kinds together.
        seed: The same one gives the same news.
        paragraphs: How many an English row has at the most.
    """
    making = Making(seed, paragraphs)
    for at in range(count):
        making.draw(f"made-up-{at}")
    (folder / ROWS).write_text("".join(f"{row}\n" for row in making.rows), encoding="utf-8")
    (folder / ARCHIVE).write_bytes(b"".join(making.records))
    return making.books

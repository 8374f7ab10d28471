"""Names of states in their readers' languages -> a table. Run by hand, never at run time.

    python scripts/derive_native_names.py

Needs the packages Babel, whose data are those of the Unicode CLDR, and pycountry, which has the
alpha-3 codes of ISO 3166. Names in brackets are second names; those that the CLDR makes up to tell
two states apart ("Congo - Kinshasa") are left out, and so are those below, which are other words
of their language too: a missing name is no defect, a wrong one is.
"""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

import pycountry
from babel import Locale, __version__

from dragoman.lexicon import load_tables
from dragoman.lexicon.load import tables_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

OUT = tables_folder() / "shared" / "native_names.csv"
SOURCE = f"Unicode CLDR in Babel {__version__}; ISO 3166 in pycountry"
# Languages that put spaces between words: where they do not, a name may be a part of another word.
LANGUAGES = ("ar", "de", "es", "fa", "fr", "he", "it", "nl", "pl", "pt", "ru", "tr", "uk")
UNIONS = {"EU": "eu", "UN": "un"}
MADE_UP = re.compile(r" [-–] |-(?:Kinshasa|Brazzaville)\b")
BRACKETED = re.compile(r"^(.+?) ?\((.+)\)$")
OTHER_WORDS = {  # a capital, an adjective, a given name, a thing; or so behind a prefix
    "ar": {"OMN", "MLI", "BEN"},  # Amman; financial; sons
    "es": {"MUS", "GRD"},  # Maurice; the city of Granada
    "fa": {"OMN", "MLI", "BEN", "CZE", "GHA", "PER"},  # Amman; financial; cheque; wealth; fitting
    "fr": {"MUS", "GRD", "DMA", "GEO"},  # Maurice; a grenade; Dominique; the state of the US
    "he": {"PER", "BEN", "IND", "JOR", "KEN", "LBY", "MLI"},  # a building; thanked; left-wing …
    "pl": {"CUB", "TCD"},  # Jakub; carbon monoxide
    "pt": {"MUS", "GRD", "GHA", "CMR"},  # craving; shrimps
    "ru": {"TCD", "TGO"},  # fumes; of that
    "tr": {"MLI", "BEN"},  # financial; a mole
    "uk": {"TCD", "TGO"},
}


def main() -> None:
    """Writes the table."""
    ours = {r.id for r in load_tables("en").actors if r.kind == "state" or r.id in UNIONS.values()}
    rows = sorted({row for language in LANGUAGES for row in _names(language, ours)})
    with OUT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("id", "language", "name", "source"))
        writer.writerows((*row, SOURCE) for row in rows)


def _names(language: str, ours: set[str]) -> Iterator[tuple[str, str, str]]:
    for code, name in Locale(language).territories.items():
        country = pycountry.countries.get(alpha_2=code)
        actor = UNIONS.get(code) or (country.alpha_3 if country else "")
        if actor not in ours or MADE_UP.search(name) or actor in OTHER_WORDS.get(language, ()):
            continue
        bracketed = BRACKETED.match(name)
        for each in bracketed.groups() if bracketed else (name,):
            yield actor, language, each


if __name__ == "__main__":
    main()

"""Lists of given names -> the names that only men or only women bear. Run by hand.

    python scripts/derive_given_names.py CENSUS

CENSUS is the folder of the package names with ``dist.male.first`` and ``dist.female.first``, which
are the given names of the United States census of 1990; the lists of other countries come from the
package Faker, which must be importable. Install both outside the project's environment. A name is
kept where every list that has it agrees; Cyrillic ones are romanised.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections import Counter, defaultdict
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any

from dragoman.lexicon.load import tables_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

OUT = tables_folder() / "en" / "words" / "given_names.toml"
SEXES = ("male", "female")
MUCH = 20  # times as many men as women bear a man's name, in the census
MANY = 10  # times as many lists of other countries have it for men
SHORT = 400  # names; of longer lists only what another list has too
ROMANISED = str.maketrans(
    dict(zip("абвгдеёзийклмнопрстуфыэіїґь", [*"abvgdeeziyklmnoprstufyeiig", ""], strict=True))
    | {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch"}
    | {"ю": "yu", "я": "ya", "є": "ye", "ъ": ""}
)
PLAIN = str.maketrans("łŁıøØđĐ", "lLioOdD")
SPELLINGS = (("iy$", "y"), ("iy$", "i"), ("ey$", "ei"), ("iya$", "ia"), ("ks", "x"), ("ksa", "xa"))
NAME = re.compile(r"[A-Z][a-z]+(?:-[A-Z][a-z]+)?")
HEAD = """\
# Made by scripts/derive_given_names.py from the given names of the United States census of 1990 (in
# the public domain) and the lists of Faker (MIT licence; see NOTICE). Names of both sexes are out.
"""
NOTES = {
    "male": "given names that only men bear, by which 'he' and 'she' are told apart",
    "female": "given names that only women bear",
}


def main(census: Path) -> None:
    """Writes the two lists."""
    sexes = {name: _sex(seen) for name, seen in _everywhere(census).items()}
    parts = [HEAD]
    for sex in SEXES:
        names = sorted(name for name, found in sexes.items() if found == sex)
        quoted = ", ".join(f'"{name}"' for name in names)
        parts.append(f'\n[[list]]\nid = "given_names_{sex}"\nnote = "{NOTES[sex]}"\n')
        parts.append(f"words = [\n{_wrapped(quoted)}\n]\n")
    OUT.write_text("".join(parts), encoding="utf-8")


def _everywhere(census: Path) -> dict[str, dict[str, dict[str, float]]]:
    """Every name with the lists that have it, by sex, and how common it is in each."""
    seen: dict[str, dict[str, dict[str, float]]] = defaultdict(lambda: {sex: {} for sex in SEXES})
    lengths: Counter[tuple[str, str]] = Counter()
    for sex in SEXES:
        for line in (census / f"dist.{sex}.first").read_text("utf-8").splitlines():
            name, share, *_ = line.split()
            seen[name.title()][sex]["census"] = float(share)
            lengths["census", sex] += 1
        for country, name in _of_faker(sex):
            lengths[country, sex] += 1
            for spelling in _spellings(name):
                seen[spelling][sex].setdefault(country, 0.0)
    long = {each for each, length in lengths.items() if length > SHORT}
    return {name: of for name, of in seen.items() if not _is_rare(of, long)}


def _is_rare(seen: dict[str, dict[str, float]], long: set[tuple[str, str]]) -> bool:
    """Whether only one list has a name, and that one so long that it has rare ones."""
    lists = {(country, sex) for sex in SEXES for country in seen[sex]}
    return len({country for country, _ in lists}) == 1 and lists <= long


def _of_faker(sex: str) -> Iterator[tuple[str, str]]:
    people: Any = import_module("faker.providers.person")
    for module in iter_modules(people.__path__):
        provider = import_module(f"faker.providers.person.{module.name}").Provider
        for kind in ("first_names", "first_romanized_names"):
            for name in vars(provider).get(f"{kind}_{sex}") or ():
                yield module.name, name


def _spellings(name: str) -> set[str]:
    """A name in plain letters, as English papers may print it; nothing for other scripts."""
    latin = name.lower().translate(ROMANISED).title().translate(PLAIN)
    plain = "".join(c for c in unicodedata.normalize("NFKD", latin) if not unicodedata.combining(c))
    cyrillic = latin.lower() != name.lower().translate(PLAIN)
    found = {re.sub(end, other, plain) for end, other in SPELLINGS if cyrillic} | {plain}
    return {name for name in found if NAME.fullmatch(name)}


def _sex(seen: dict[str, dict[str, float]]) -> str | None:
    """The one sex that bears a name, or None where the lists do not agree."""
    for sex, other in (SEXES, SEXES[::-1]):
        shares = [seen[some].get("census", 0.0) for some in (sex, other)]
        abroad = [len(set(seen[some]) - {"census"}) for some in (sex, other)]
        if seen[sex] and shares[0] >= MUCH * shares[1] and abroad[0] >= MANY * abroad[1]:
            return sex
    return None


def _wrapped(words: str) -> str:
    lines, line = [], " "
    for word in words.split(" "):
        if len(line) + len(word) + 1 > 99:
            lines.append(line)
            line = " "
        line += f" {word}"
    return "\n".join([*lines, line])


if __name__ == "__main__":
    main(Path(sys.argv[1]))

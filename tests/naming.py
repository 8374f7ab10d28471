"""The names an example lists -> whether a name that was found is somebody they mean."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def plain(name: str) -> str:
    """A name without case, accents, articles, brackets and a genitive's ending."""
    letters = unicodedata.normalize("NFKD", name)
    name = "".join(c for c in letters if not unicodedata.combining(c)).lower()
    name = re.sub(r"\([^)]*\)", " ", name.replace("’", "'"))
    name = re.sub(r"'s?$", "", " ".join(name.split()).strip(' "“”,.;:'))
    return re.sub(r"^((the|a|an|its|his|her|their) )+", "", name)


@dataclass
class Cast:
    """The actors of an example: which names stand for whom, and who speaks for whom."""

    actors: dict[str, list[str]]
    sides: dict[str, str] = field(default_factory=dict)

    def same(self, expected: str, found: str) -> bool:
        """Whether a found name is the expected actor, whom it speaks for, or who speaks for it."""
        kin = {expected, *(who for who, side in self.sides.items() if side == expected)}
        side = expected
        while (side := self.sides.get(side, "")) and side not in kin:
            kin.add(side)
        known = {plain(alias) for actor in kin for alias in (actor, *self.actors.get(actor, []))}
        name = plain(found)
        if name in known:
            return True
        words = (
            name.split()
        )  # a title before a name of two words: "finance minister anton siluanov"
        return any(" ".join(words[i:]) in known for i in range(1, len(words) - 1))

    def any_same(self, expected: Iterable[str], found: Sequence[str]) -> bool:
        return any(self.same(one, name) for one in expected for name in found)

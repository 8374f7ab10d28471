"""Table files -> typed rows, with errors that name file, line, column and remedy."""

from __future__ import annotations

import csv
import io
import tomllib
import types
from dataclasses import MISSING, fields
from functools import cache
from typing import (
    TYPE_CHECKING,
    Any,
    Literal,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from dragoman.errors import LexiconError

if TYPE_CHECKING:
    from pathlib import Path


Row = TypeVar("Row")


def read_csv(path: Path, cls: type[Row]) -> list[Row]:
    """The rows of a CSV table, typed by a dataclass, in file order.

    Raises:
        LexiconError: A column is unknown or missing, or a cell does not fit its type.
    """
    reader = csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""))
    lines = iter(reader)
    header = next(lines, [])
    known = set(get_type_hints(cls))
    for column, name in enumerate(header, 1):
        if name not in known:
            raise LexiconError(
                str(path), f"unknown column {name!r}", line=1, column=column,
                remedy=f"columns are {', '.join(sorted(known))}",
            )  # fmt: skip
    rows: list[Row] = []
    for cells in lines:
        if not cells:
            continue
        if len(cells) != len(header):
            raise LexiconError(
                str(path), f"{len(cells)} cells where {len(header)} columns are named",
                line=reader.line_num, column=len(cells),
                remedy="quote cells that hold a comma",
            )  # fmt: skip
        values = dict(zip(header, cells, strict=True))
        rows.append(_build(path, cls, values, line=reader.line_num, split=True))
    return rows


def read_rules(path: Path, cls: type[Row], key: str, *, top: tuple[str, ...] = ()) -> list[Row]:
    """The entries ``[[key]]`` of a TOML table, typed by a dataclass, in file order.

    Args:
        path: The file.
        cls: The dataclass of one entry.
        key: The name of the array of tables.
        top: Keys given once at the head of the file that hold for each entry (``type``).

    Raises:
        LexiconError: The file is no TOML, or an entry does not fit the dataclass.
    """
    text = path.read_text(encoding="utf-8")
    try:
        loaded = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line, column = _place(str(error))
        raise LexiconError(
            str(path), str(error), line=line, column=column, remedy="mend the TOML"
        ) from error
    strange = sorted(set(loaded) - {key, *top})
    if strange:
        raise LexiconError(
            str(path), f"unknown key {strange[0]!r}", line=_line_of(text, strange[0]), column=1,
            remedy=f"a file of this table holds [[{key}]] entries",
        )  # fmt: skip
    shared = {name: loaded[name] for name in top if name in loaded}
    rows, numbers = [], _numbers(text)
    for entry in loaded.get(key, []):
        first = f'id = "{entry.get("id", "")}"'
        line = numbers.get(first) or _line_of(text, first)
        rows.append(_build(path, cls, {**shared, **entry}, line=line, split=False))
    return rows


def _place(message: str) -> tuple[int, int]:
    words = message.replace(",", " ").replace(")", " ").split()
    at = {w: int(words[i + 1]) for i, w in enumerate(words[:-1]) if words[i + 1].isdigit()}
    return at.get("line", 0), at.get("column", 0)


def _numbers(text: str) -> dict[str, int]:
    """The number of the first of all lines that are alike, without what is around them."""
    lines = text.splitlines()
    return {
        line.strip(): number
        for number, line in zip(range(len(lines), 0, -1), lines[::-1], strict=True)
    }


def _line_of(text: str, words: str) -> int:
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip().startswith(words):
            return number
    return 1


@cache
def _hints(cls: type) -> dict[str, Any]:
    return get_type_hints(cls)  # slow enough to matter once for each of some thousand rows


def _build(path: Path, cls: type[Row], values: dict[str, Any], *, line: int, split: bool) -> Row:
    hints = _hints(cls)  # type: ignore[arg-type]  # mypy: type[Row] is hashable
    given: dict[str, Any] = {}
    for place, (name, value) in enumerate(values.items(), 1):
        if name not in hints:
            raise LexiconError(
                str(path), f"unknown field {name!r}", line=line, column=1,
                remedy=f"fields are {', '.join(hints)}",
            )  # fmt: skip
        try:
            given[name] = _cast(hints[name], value, split=split)
        except ValueError as error:
            raise LexiconError(
                str(path), f"{name}: {error}", line=line, column=place if split else 1,
                remedy="mend the value",
            ) from error  # fmt: skip
    for field in fields(cls):  # type: ignore[arg-type]  # Row stands for dataclasses only
        if field.name not in given and field.default is MISSING:
            raise LexiconError(
                str(path), f"field {field.name!r} is missing", line=line, column=1,
                remedy=f"add the column {field.name}" if split else f"add {field.name} = …",
            )  # fmt: skip
    return cls(**given)


def _cast(hint: Any, value: Any, *, split: bool) -> Any:
    origin = get_origin(hint)
    if origin in {Union, types.UnionType}:
        return None if split and value == "" else _cast(get_args(hint)[0], value, split=split)
    if origin is Literal:
        options = get_args(hint)
        if value not in options:
            msg = f"{value!r} is not one of {', '.join(map(str, options))}"
            raise ValueError(msg)
        return value
    if origin is tuple:
        return _cast_list(value, split=split)
    if split and hint in {float, int}:
        return hint(value)
    if hint is float and isinstance(value, int):
        return float(value)
    if not isinstance(value, hint):
        msg = f"{value!r} is not a {hint.__name__}"
        raise ValueError(msg)  # noqa: TRY004 - a misfit of the file; the caller gives it its place
    return value


def _cast_list(value: Any, *, split: bool) -> tuple[str, ...]:
    if split and isinstance(value, str):
        return tuple(item.strip() for item in value.split("|") if item.strip())
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        msg = f"{value!r} is not a list of strings"
        raise ValueError(msg)
    return tuple(value)

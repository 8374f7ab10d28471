"""A Record -> one line of JSON and back, and the JSON Schema of that line; all from the types.

Field names and their order are the contract. What a type holds beyond it is left out
(``Mention.candidates``) or follows the contract's fields (``Role.mention``).
"""

from __future__ import annotations

import inspect
import json
import re
import types
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from operator import attrgetter
from typing import (
    TYPE_CHECKING,
    Any,
    Literal,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

from dragoman.errors import SourceError
from dragoman.record import Mention, Record, Report

if TYPE_CHECKING:
    from collections.abc import Callable

Row = TypeVar("Row")

REPORT_FIELDS = (
    "id", "source", "url", "outlet", "title", "standfirst", "byline", "agencies", "language",
    "text", "published", "updated", "parts", "fetched", "revision_of", "translation_of",
    "furniture", "origin", "raw_sha256",
)  # fmt: skip
LEFT_OUT: dict[type, frozenset[str]] = {Mention: frozenset({"candidates"})}
SURROGATE = re.compile("[\ud800-\udfff]")
ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))  # made once, not a line
PRIMITIVES: dict[object, str] = {
    str: "string", int: "integer", float: "number", bool: "boolean", type(None): "null",
}  # fmt: skip


@cache
def field_names(cls: type) -> tuple[str, ...]:
    """The names of a type's fields as they are written, in order."""
    if cls is Report:
        return REPORT_FIELDS
    left_out = LEFT_OUT.get(cls, frozenset())
    return tuple(field.name for field in fields(cls) if field.name not in left_out)


def to_plain(value: object) -> Any:
    """The dicts, lists and values that stand for a record, a row, or anything inside one."""
    cls: Any = type(value)
    if cls in PRIMITIVES:  # most values, asked first
        return value
    if issubclass(cls, tuple):
        return [to_plain(item) for item in value]  # type: ignore[attr-defined]
    if issubclass(cls, str | int | float):
        return value
    names, parts = _parts(cls)
    return {
        name: part if type(part) in PRIMITIVES else to_plain(part)
        for name, part in zip(names, parts(value), strict=True)
    }


@cache
def _parts(cls: type) -> tuple[tuple[str, ...], Callable[[object], tuple[object, ...]]]:
    """The fields of a type as they are written, and what reads all of them off a value."""
    names = field_names(cls)
    if len(names) == 1:
        return names, lambda value: (getattr(value, names[0]),)
    return names, attrgetter(*names)


def to_json(value: object) -> str:
    """One line of JSON for a record or a row: the same value, the same bytes.

    Characters stand as they are. A lone surrogate, which UTF-8 cannot carry, is written as its
    escape, so that the line is valid UTF-8 and reads back to the same text.

    >>> from dragoman.record import Part
    >>> to_json(Part(0, 5, "title"))
    '{"start":0,"end":5,"label":"title"}'
    """
    return dump(to_plain(value))


def dump(plain: object) -> str:
    """One line of JSON for plain dicts and lists, written as ``to_json`` writes."""
    line = ENCODER.encode(plain)
    try:
        line.encode()
    except UnicodeEncodeError:
        return SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", line)
    return line


def from_json(line: str | bytes) -> Record:
    """The Record of one line of JSON; fields that a later version added are passed over.

    Raises:
        SourceError: The line is no JSON, or a field is missing or holds what it may not.
    """
    try:
        plain = json.loads(line)
    except ValueError as error:
        raise SourceError(f"a record is one line of JSON, and this is none: {error}") from error
    return from_plain(Record, plain)


def from_plain(cls: type[Row], plain: object) -> Row:
    """The typed value that plain dicts and lists stand for: ``to_plain`` undone.

    Raises:
        SourceError: A field is missing or holds what it may not; the message gives its path.
    """
    kind: Any = cls
    try:
        return cast("Row", _reader(kind)(plain))
    except _MisfitError as misfit:
        place = ".".join(reversed(misfit.path)) or cls.__name__.lower()
        raise SourceError(f"no record of this version at {place}: {misfit}") from misfit


class _MisfitError(ValueError):
    """A value that its type does not allow; the path grows while it travels outwards."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.path: list[str] = []


@cache
def _reader(hint: Any) -> Callable[[Any], Any]:
    """A function that turns plain values into the given type, made once a type."""
    origin = get_origin(hint)
    if isinstance(hint, type) and is_dataclass(hint):
        return _class_reader(hint)
    if origin in {Union, types.UnionType}:
        inner = _reader(next(arg for arg in get_args(hint) if arg is not type(None)))
        return lambda value: None if value is None else inner(value)
    if origin is tuple:
        item = _reader(get_args(hint)[0])
        return lambda value: _read_list(item, value)
    if origin is Literal:
        options = get_args(hint)
        return lambda value: _expect(value, value in options, f"one of {options}")
    if hint is float:
        return lambda value: float(_expect(value, isinstance(value, int | float), "a number"))
    return lambda value: _expect(value, type(value) is hint, f"of type {PRIMITIVES[hint]}")


def _class_reader(cls: type) -> Callable[[Any], Any]:
    hints = get_type_hints(cls)
    names = field_names(cls)
    may_miss = {f.name for f in fields(cls) if f.default is not MISSING}

    def read(value: Any) -> Any:
        _expect(value, isinstance(value, dict), "an object")
        given = {}
        for name in names:
            if name in value:
                given[name] = _read_at(name, _reader(hints[name]), value[name])
            elif name not in may_miss:
                raise _MisfitError(f"field {name!r} is missing")
        return cls(**given)

    return read


def _read_list(item: Callable[[Any], Any], value: Any) -> tuple[Any, ...]:
    _expect(value, isinstance(value, list), "a list")
    return tuple(_read_at(str(at), item, each) for at, each in enumerate(value))


def _read_at(name: str, reader: Callable[[Any], Any], value: Any) -> Any:
    try:
        return reader(value)
    except _MisfitError as misfit:
        misfit.path.append(name)
        raise


def _expect(value: Any, fits: bool, expected: str) -> Any:
    if not fits:
        raise _MisfitError(f"{value!r:.80} is not {expected}")
    return value


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of one line of ``dragoman read --format jsonl``."""
    definitions: dict[str, Any] = {}
    top = _schema_of(Record, definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "dragoman record",
        **top,
        "$defs": dict(sorted(definitions.items())),
    }


def _schema_of(hint: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    origin, args = get_origin(hint), get_args(hint)
    if isinstance(hint, type) and is_dataclass(hint):
        if hint.__name__ not in definitions:
            definitions[hint.__name__] = {}  # holds the place while its fields are described
            definitions[hint.__name__] = _object_schema(hint, definitions)
        return {"$ref": f"#/$defs/{hint.__name__}"}
    if origin in {Union, types.UnionType}:
        return _nullable([_schema_of(arg, definitions) for arg in args])
    if origin is tuple:
        return {"type": "array", "items": _schema_of(args[0], definitions)}
    if origin is Literal:
        return {"enum": list(args)}
    return {"type": PRIMITIVES[hint]}


def _object_schema(cls: type, definitions: dict[str, Any]) -> dict[str, Any]:
    hints = get_type_hints(cls)
    names = field_names(cls)
    return {
        "description": inspect.getdoc(cls) or "",
        "type": "object",
        "properties": {name: _schema_of(hints[name], definitions) for name in names},
        "required": list(names),
        "additionalProperties": False,
    }


def _nullable(options: list[dict[str, Any]]) -> dict[str, Any]:
    """One type list where all options are primitive, else ``anyOf``."""
    if all(set(option) == {"type"} and isinstance(option["type"], str) for option in options):
        return {"type": [option["type"] for option in options]}
    return {"anyOf": options}

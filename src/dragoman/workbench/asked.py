"""What a list of rows can be asked for in its address, each with its kind of value."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from dragoman.record import Act, EventType, PositionKind, Quad, Realis

Actor = Annotated[str | None, Field(max_length=200, description="An actor's id or name.")]
Words = Annotated[str | None, Field(max_length=200)]
Day = Annotated[
    str | None,
    Field(pattern=r"^\d{4}(-\d\d(-\d\d)?)?$", description="1985, 1985-03, 1985-03-11"),
]
PAGE = 50  # rows of a list, unless asked for more
LISTS = {
    "act": get_args(Act),
    "type": get_args(EventType),
    "quad": get_args(Quad),
    "realis": get_args(Realis),
    "kind": get_args(PositionKind),
}


class Asked(BaseModel):
    """What every list of rows can be asked for."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    outlet: Words = None
    since: Annotated[Day, Field(description="Of this day, month or year, or later.")] = None
    until: Annotated[Day, Field(description="Of this day, month or year, or earlier.")] = None
    min_score: Annotated[float | None, Field(ge=0, le=1)] = None
    min_precision: Annotated[
        float | None, Field(gt=0, le=1, description="By the record's audit; refused without one.")
    ] = None
    page: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    limit: Annotated[int, Field(ge=1, le=1000)] = PAGE

    def filters(self) -> dict[str, Any]:
        """What is asked of rows, by the names that ``dragoman.store.filters`` has for it."""
        return self.model_dump(exclude={"page", "limit", "min_precision"})


class OfStatements(Asked):
    """What statements can be asked for."""

    actor: Actor = None
    said_by: Actor = None
    via: Actor = None
    with_: Annotated[Actor, Field(alias="with", description="Who is named in it.")] = None
    act: Act | None = None
    answered: Literal["confirm", "deny"] | None = None


class OfEvents(Asked):
    """What events can be asked for."""

    actor: Actor = None
    with_: Annotated[Actor, Field(alias="with")] = None
    source: Actor = None
    target: Actor = None
    said_by: Actor = None
    type: EventType | None = None
    quad: Quad | None = None
    realis: Realis | None = None


class OfPositions(Asked):
    """What positions can be asked for."""

    actor: Actor = None
    with_: Annotated[Actor, Field(alias="with")] = None
    holder: Actor = None
    target: Actor = None
    said_by: Actor = None
    sign: Annotated[Literal["1", "-1"] | None, Field(description="For, or against.")] = None
    kind: PositionKind | None = None
    issue: Words = None
    realis: Realis | None = None

"""A request that would write -> its fields, once it has shown the secret of our pages."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from dragoman.workbench.desk import desk_of

if TYPE_CHECKING:
    from starlette.requests import Request

FIELDS, FILES = 2_000, 100  # of one form


@dataclass(frozen=True, slots=True)
class Form:
    """What a form brought: fields in order, and files by their names with their bytes."""

    fields: list[tuple[str, str]]
    files: list[tuple[str, bytes]]

    def __getitem__(self, name: str) -> str:
        """A field, trimmed; empty where it was not filled."""
        return next((value.strip() for key, value in self.fields if key == name), "")

    def all(self, name: str) -> list[str]:
        """Every value of a field."""
        return [value for key, value in self.fields if key == name]

    def others(self, *names: str) -> dict[str, str]:
        """The fields but some."""
        return {key: value for key, value in self.fields if key not in names}


async def form_of(request: Request) -> Form:
    """The form that a request brings.

    Raises:
        HTTPException: It does not bring the secret that our pages put into their forms.
    """
    async with request.form(max_files=FILES, max_fields=FIELDS) as given:
        fields = [(key, value) for key, value in given.multi_items() if isinstance(value, str)]
        files = [(value.filename or "", await value.read())
                 for _, value in given.multi_items() if isinstance(value, UploadFile)]  # fmt: skip
    found = Form([pair for pair in fields if pair[0] != "csrf"], [f for f in files if f[0]])
    csrf = dict(fields).get("csrf", "")
    if not hmac.compare_digest(csrf.encode(), desk_of(request).csrf.encode()):
        raise HTTPException(403, "The form is not of this page, or of an earlier start of it.")
    return found


def form_schema(
    properties: dict[str, Any], required: tuple[str, ...] = (), *, files: bool = False
) -> dict[str, Any]:
    """How a form is described in the description of the interface."""
    kind = "multipart/form-data" if files else "application/x-www-form-urlencoded"
    schema = {
        "type": "object",
        "required": ["csrf", *required],
        "properties": {"csrf": {"type": "string"}, **properties},
    }
    return {"requestBody": {"required": True, "content": {kind: {"schema": schema}}}}

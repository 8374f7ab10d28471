"""A form that was sent -> the same question without the fields that were left empty."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send


class OnlyFilled:
    """Takes fields without a value out of the question: browsers send every field of a form."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on."""
        if scope["type"] == "http" and scope["query_string"]:
            asked = parse_qsl(scope["query_string"].decode("latin-1"))  # which leaves them out
            scope = {**scope, "query_string": urlencode(asked).encode("latin-1")}
        await self.app(scope, receive, send)

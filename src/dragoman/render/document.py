"""A title, a body and styles -> a self-contained HTML page that lets nothing else run or load."""

from __future__ import annotations

import base64
import hashlib
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def document(title: str, body: str, styles: Sequence[str], script: str = "") -> str:
    """The page; its policy lets exactly these styles and this script run.

    Args:
        title: The title, as plain words.
        body: What stands in the body, as markup.
        styles: The page's own style, and those of elements that bring one along in the body.
        script: A module to run; without one no script runs at all.
    """
    allowed = f"style-src {' '.join(map(_named, styles))}; "
    allowed += f"script-src {_named(script)}; " if script else ""
    policy = f"default-src 'none'; {allowed}img-src data:; base-uri 'none'; form-action 'none'"
    module = f'<script type="module">{script}</script>\n' if script else ""
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>{escape(title)}</title>
<style>{styles[0]}</style>
</head>
<body>
{body}
{module}</body>
</html>
"""


def _named(text: str) -> str:
    """The name by which a content policy lets exactly this text run."""
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"

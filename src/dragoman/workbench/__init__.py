"""A record on disk -> web pages on this machine: read, check and explore it in a browser."""

from dragoman.workbench.app import create_app
from dragoman.workbench.serving import serve

__all__ = ["create_app", "serve"]

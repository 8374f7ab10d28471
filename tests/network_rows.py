"""Stances as rows, and the command line: what tests of the network share."""

from typer.testing import CliRunner

from dragoman.cli import app
from dragoman.store import Stance


def stance(id_, holder, target, sign, **changed):
    fields = {
        "report": "r1", "title": "A title", "outlet": "Radio Nord", "kind": "support",
        "holder_name": (holder or "they").title(), "target_name": (target or "them").title(),
        "symmetric": False, "issue": None, "issue_key": None, "realis": "actual",
        "date": "2015-12-23", "dated_by": "words", "said": False, "denied": False,
        "echoes": False, "score": 0.9, "words": f"{holder} and {target}",
    } | changed  # fmt: skip
    return Stance(id=id_, holder=holder, target=target, sign=sign, **fields)


def run(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])

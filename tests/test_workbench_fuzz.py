"""The description of the interface -> requests that nobody thought of, each answered as it says.

``make soak`` runs it over every operation; within a check of everything a few of them are asked.
"""

from __future__ import annotations

import re
import sys
import time

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import checks
from schemathesis.specs.openapi import checks as of_openapi

import norland
from desk import hostile, record_in, served

EXAMPLES, SECONDS = 25, 20  # of one operation, at most
FEW = 3
PROMISES = [
    checks.not_a_server_error, of_openapi.status_code_conformance,
    of_openapi.content_type_conformance, of_openapi.response_headers_conformance,
    of_openapi.response_schema_conformance,
]  # fmt: skip
# Nothing is read: the process that would ends at once.
ENDS = (sys.executable, "-c", 'print(\'{"state": "done"}\')')


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("fuzz")
    (folder / "press").mkdir()
    (folder / "press" / "a.txt").write_text("A text.", encoding="utf-8")
    path = record_in(folder, norland.record(), hostile())
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("dragoman.workbench.jobs.COMMAND", ENDS)
        with served(path, read_only=False, inbox=folder / "press") as address:
            yield address


@pytest.fixture(scope="module")
def operations(site):
    schema = schemathesis.openapi.from_url(f"{site}/openapi.json")
    return {one.ok().label: one.ok() for one in schema.get_all_operations()}


@pytest.fixture(scope="module")
def secret(site):
    return re.search('name="csrf" content="([^"]+)"', httpx.get(site).text)[1]


def ask(operation, site, secret, examples, seconds):
    """Asks an operation so many things, or for so long; how many were asked."""
    until, asked = time.monotonic() + seconds, []

    @settings(max_examples=examples, deadline=None, derandomize=True, database=None,
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(case=operation.as_strategy())
    def run(case):
        if time.monotonic() > until:
            return
        asked.append(case)
        if case.method != "GET":  # let in, so that what is asked gets to where it is looked at
            case.headers["Origin"] = site
            if isinstance(case.body, dict):
                case.body["csrf"] = secret
        case.call_and_validate(checks=PROMISES, timeout=10)

    run()
    return len(asked)


def test_some_operations_answer_as_they_say(site, operations, secret):
    names = ["GET /events.json", "GET /report/{id}", "GET /network.csv", "POST /review/{id}",
             "POST /audit/{number}/judge", "GET /add/{number}"]  # fmt: skip
    for name in names:
        assert ask(operations[name], site, secret, FEW, SECONDS) > 0, name


@pytest.mark.soak
def test_every_operation_answers_as_it_says(site, operations, secret):
    asked = {name: ask(one, site, secret, EXAMPLES, SECONDS) for name, one in operations.items()}
    assert min(asked.values()) > 0, asked
    assert sum(asked.values()) > 10 * len(asked)

"""The workbench asked at random, by its own description: nothing breaks, all is as said."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import norland
from desk import record_in, served
from test_workbench import hostile

CHECKS = "not_a_server_error,content_type_conformance,response_headers_conformance"


@pytest.mark.soak
def test_what_is_asked_at_random_is_answered_in_words(tmp_path):
    path = record_in(tmp_path, norland.record(), hostile(), norland.failed())
    program = Path(sys.executable).with_name("schemathesis")
    with served(path, read_only=False) as own:
        ended = subprocess.run(
            [program, "run", f"{own}/openapi.json", "--checks", CHECKS, "--max-examples", "40",
             "--seed", "1", "--header", f"Origin: {own}", "--no-color"],
            capture_output=True, text=True, check=False, cwd=tmp_path, timeout=900,
        )  # fmt: skip
    assert ended.returncode == 0, ended.stdout[-6000:]

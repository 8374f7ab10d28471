"""A short run of the fuzzer; make fuzz is the long one."""

import fuzz


def test_damaged_sources_give_reports_or_reasons():
    """Seven hundred cases of one seed, the same on every run; time ends it on a slow machine."""
    count, findings = fuzz.fuzz(seed=2031, seconds=20, cases=700)
    assert findings == []
    assert count > 50


def test_a_finding_can_be_made_again():
    assert fuzz.case(1, 42) == fuzz.case(1, 42)
    assert fuzz.case(1, 42) != fuzz.case(2, 42)


def test_what_is_wrong_is_found(monkeypatch):
    monkeypatch.setattr(fuzz, "read", lambda *_: [])
    assert "nothing came out of it" in fuzz.run((1, 1), None)

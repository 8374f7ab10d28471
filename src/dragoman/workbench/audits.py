"""Samples of the record -> pages on which coders judge them blind, and what it comes to."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from dragoman import audit as audits
from dragoman.errors import UsageError
from dragoman.store.audits import LONGEST, Audits
from dragoman.store.sampled import SampledRecord
from dragoman.workbench.desk import desk_of, now
from dragoman.workbench.forms import form_of, form_schema
from dragoman.workbench.reviews import NAME
from dragoman.workbench.shapes import FAULTS, Page, add_page, show

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dragoman.store.audits import Audit, Verdict
    from dragoman.workbench.forms import Form

    Drawn = audits.DrawnRow | audits.DrawnParagraph

MOST = {"rows": 2_000, "paragraphs": 500, "seed": 1_000_000_000}  # of one sample
router = APIRouter(tags=["audit"])
Number = Annotated[int, Path(ge=1, le=1_000_000, description="A sample's number.")]
Coder = Annotated[str, Query(max_length=NAME, description="Who judges.")]
DRAW = {name: {"type": "integer", "minimum": 0, "maximum": most} for name, most in MOST.items()}
NUMBERS = {
    f"{what}_{kind}": {"type": "integer", "minimum": 0}
    for what in ("wrong", "missed") for kind in audits.KINDS
}  # fmt: skip
JUDGE = {
    "coder": {"type": "string", "maxLength": NAME}, "unit": {"type": "string"},
    "answer": {"enum": ["right", "wrong", "unsure"]},
    "note": {"type": "string", "maxLength": LONGEST}, **NUMBERS,
}  # fmt: skip
TO: dict[str, Any] = {"status_code": 303, "response_class": RedirectResponse, "responses": FAULTS}


@dataclass(frozen=True, slots=True)
class Opened:
    """A sample with what was judged of it."""

    audit: Audit
    sample: audits.Sample
    verdicts: list[Verdict]
    coders: list[str]

    @property
    def units(self) -> list[Drawn]:
        """Rows, then paragraphs, in the order in which they are judged."""
        return [*self.sample.rows, *self.sample.paragraphs]

    def of(self, coder: str) -> dict[str, Verdict]:
        """A coder's verdicts by unit."""
        return {one.unit: one for one in self.verdicts if one.coder == coder}

    def progress(self) -> list[tuple[str, int]]:
        """How many units each coder has judged, whoever began first."""
        judged = Counter(one.coder for one in self.verdicts)
        return [(coder, judged[coder]) for coder in self.coders]


def all_audits(request: Request) -> Response:
    """The samples that were drawn, how far they are judged, and a form to draw another."""
    desk = desk_of(request)
    with SampledRecord(desk.record) as record:
        found = [_opened(record, one) for one in record.audits()][::-1]
    rows = [_plain(one) for one in found]
    kept = audits.kept_beside(desk.record).is_file()
    told = {"audits": found, "most": MOST, "kept": kept}
    return show(request, Page("audits.html", "Audit", {"audits": rows}, rows, told))


def one_audit(request: Request, number: Number) -> Response:
    """A sample: who judges it and how far they are. As CSV, its rows, blind, to judge elsewhere."""
    with SampledRecord(desk_of(request).record) as record:
        found = _of(record, number)
        csv = request.url.path.endswith(".csv")
        lines = list(audits.lines_of(record, found.sample)) if csv else []
    page = Page("audit.html", f"Sample {number}", _plain(found), lines, {"found": found})
    return show(request, page)


def results(request: Request, number: Number) -> Response:
    """What a judged sample comes to: precision, recall, agreement, calibration, with intervals."""
    with SampledRecord(desk_of(request).record) as record:
        found = _of(record, number)
    figures = figures_of(found)
    told = {"found": found, "figures": figures, "paragraph": audits.paragraph(figures)}
    rows = list(lines_of(figures))
    return show(request, Page("results.html", f"Sample {number}: results", figures, rows, told))


def judge(
    request: Request, number: Number, coder: Coder = "",
    unit: Annotated[str, Query(max_length=16, description="Which; the next by default.")] = "",
) -> Response:  # fmt: skip
    """One row or paragraph of a sample to judge, without a word of rules, scores or others."""
    who = coder.strip()
    if not who:
        raise HTTPException(400, "Say who judges: verdicts are kept under a name.")
    with SampledRecord(desk_of(request).record) as record:
        found = _of(record, number)
        given = found.of(who)
        at = _place(found.units, unit, given)
        if at is None:
            told = {"found": found, "coder": who}
            return show(request, Page("judged.html", "All is judged", {"left": 0}, [], told))
        one = found.units[at]
        said = _said(record, one)
    plain = {"unit": one.unit, "number": at + 1, "of": len(found.units), **said["plain"]}
    told = {
        "found": found, "coder": who, "one": one, "place": at, "given": given,
        "before": found.units[at - 1].unit if at else None,
        "after": found.units[at + 1].unit if at + 1 < len(found.units) else None,
        "mine": given.get(one.unit), **said,
    }  # fmt: skip
    return show(request, Page("judge.html", f"Judge {at + 1}", plain, [plain], told))


@router.post("/audit", openapi_extra=form_schema(DRAW, tuple(DRAW)), **TO)
async def draw(request: Request) -> Response:
    """Draws a sample; leads to it."""
    form, desk = await form_of(request), desk_of(request)
    rows, paragraphs, seed = (_number(form, name, most) for name, most in MOST.items())

    def keep() -> int:
        with SampledRecord(desk.record) as record:
            drawn = audits.sample(record, rows=rows, paragraphs=paragraphs, seed=seed)
        with Audits(desk.record) as kept:
            return kept.keep(
                audits.units_of(drawn), made=now(), by=desk.reviewer, seed=seed,
                strata=drawn.strata,
            )  # fmt: skip

    return RedirectResponse(f"/audit/{await run_in_threadpool(keep)}", 303)


@router.post("/audit/{number}/judge", openapi_extra=form_schema(JUDGE, ("coder", "unit")), **TO)
async def verdict(request: Request, number: Number) -> Response:
    """Keeps what a coder says of a unit; leads to the next that is not judged."""
    form, desk = await form_of(request), desk_of(request)
    coder, unit = form["coder"][:NAME], form["unit"]
    if not coder:
        raise HTTPException(400, "Say who judges: verdicts are kept under a name.")

    def keep() -> None:
        with SampledRecord(desk.record) as record:
            one = next((u for u in _of(record, number).units if u.unit == unit), None)
        if one is None:
            raise UsageError(f"{unit}: sample {number} has no such unit")
        with Audits(desk.record) as kept:
            kept.judge(number, unit, _answer(form, one), coder=coder, made=now(),
                       note=form["note"])  # fmt: skip

    await run_in_threadpool(keep)
    return RedirectResponse(f"/audit/{number}/judge?{urlencode({'coder': coder})}", 303)


@router.post("/audit/{number}/keep", openapi_extra=form_schema({}), **TO)
async def keep(request: Request, number: Number) -> Response:
    """Keeps the figures beside the record, where lists that ask for a precision find them."""
    await form_of(request)
    desk = desk_of(request)

    def write() -> None:
        with SampledRecord(desk.record) as record:
            audits.keep(figures_of(_of(record, number)), desk.record)

    await run_in_threadpool(write)
    return RedirectResponse(f"/audit/{number}/results", 303)


def figures_of(found: Opened) -> dict[str, Any]:
    """The figures of what was judged so far.

    Raises:
        UsageError: No row was.
    """
    answers = audits.answers_of(found.sample, found.verdicts, found.coders)
    return audits.score(found.sample, answers)


def lines_of(figures: dict[str, Any]) -> Iterable[dict[str, Any]]:
    """The figures as lines of a table: what is measured, in which rows, with its interval."""
    for measure, group in (("precision", "precision"), ("precision", "by_type"),
                           ("precision", "by_score"), ("recall", "recall")):  # fmt: skip
        for name, found in figures[group].items():
            cells = {key: found[key] for key in ("value", "low", "high", "n")}
            yield {"measure": measure, "of": name, **cells}
    if figures["alpha"] is not None:
        yield {"measure": "alpha", "of": "rows", "value": round(figures["alpha"], 4),
               "low": None, "high": None, "n": figures["coded_twice"]}  # fmt: skip


def _of(record: SampledRecord, number: int) -> Opened:
    found = record.audits(number)
    if not found:
        raise HTTPException(404, "No such sample was drawn of this record.")
    return _opened(record, found[0])


def _opened(record: SampledRecord, audit: Audit) -> Opened:
    drawn = audits.sample_of(audit, record.audit_units(audit.id))
    return Opened(audit, drawn, record.verdicts(audit.id), record.coders(audit.id))


def _plain(found: Opened) -> dict[str, Any]:
    audit = found.audit
    return {
        "sample": audit.id, "made": audit.made, "by": audit.by, "seed": audit.seed,
        "rows": len(found.sample.rows), "paragraphs": len(found.sample.paragraphs),
        "judged": dict(found.progress()),
    }  # fmt: skip


def _place(units: Sequence[Drawn], unit: str, given: dict[str, Verdict]) -> int | None:
    """Where the unit is that is asked for, or the first that is not judged; None where all are."""
    if unit:
        at = next((at for at, one in enumerate(units) if one.unit == unit), None)
        if at is None:
            raise HTTPException(404, "The sample has no such unit.")
        return at
    return next((at for at, one in enumerate(units) if one.unit not in given), None)


def _said(record: SampledRecord, one: Drawn) -> dict[str, Any]:
    """What is shown of a unit."""
    whole = record.coded(one.coding)
    report = whole.report
    place = {"title": report.title, "outlet": report.outlet, "published": report.published.value}
    if isinstance(one, audits.DrawnRow):
        claim = audits.shown(whole, one.kind, one.row)
        row = {"kind": one.kind, "claim": claim.claim, "words": claim.words,
                 "paragraph": claim.paragraph}  # fmt: skip
        return {"plain": row | place, "claim": claim, "text": report.text, "place_of": place}
    claims = audits.claims_in(whole, audits.KINDS, one.start, one.end)
    words = report.text[one.start : one.end]
    plain: dict[str, Any] = {"kind": "paragraph", "paragraph": words, "found": claims}
    return {"plain": plain | place, "claims": claims, "words": words, "text": report.text,
            "place_of": place}  # fmt: skip


def _answer(form: Form, one: Drawn) -> dict[str, Any]:
    if isinstance(one, audits.DrawnRow):
        return audits.answer_to_row(form["answer"])
    wrong = Counter(form.all("wrong"))  # a box for each row that was found, named by its kind
    ticked = {kind: form[f"wrong_{kind}"] or str(wrong[kind]) for kind in audits.KINDS}
    missed = {kind: form[f"missed_{kind}"] for kind in audits.KINDS}
    return audits.answer_to_paragraph(one, ticked, missed)


def _number(form: Form, name: str, most: int) -> int:
    words = form[name]
    least = 1 if name == "rows" else 0
    if not words.isdecimal() or not least <= int(words) <= most:
        raise UsageError(f"{name}: a whole number from {least} to {most:,} is wanted")
    return int(words)


add_page(router, "/audit", all_audits, "The samples that are judged")
add_page(router, "/audit/{number}", one_audit, "A sample; as CSV, its rows to judge")
add_page(router, "/audit/{number}/judge", judge, "The next unit to judge")
add_page(router, "/audit/{number}/results", results, "What a judged sample comes to")

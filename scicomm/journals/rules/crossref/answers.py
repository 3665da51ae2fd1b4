"""Reads what Crossref answers: the page that takes a package, and the diagnostic of a package, record by record."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from lxml import etree
from lxml.etree import _Element as Element

from scicomm.journals.rules.crossref.reasons import DepositReason, Remark

Stage = Literal["completed", "waiting", "unknown"]
Outcome = Literal["success", "warning", "failure"]

# What Crossref says on the left, in the order of asking; what it means on the right.
_KNOWN: tuple[tuple[str, DepositReason], ...] = (
    (r"submitted version.{0,60}(less|equal)|previously submitted version", DepositReason.VERSION_LOWER),
    (r"all prefixes in a submission must match", DepositReason.MIXED_PREFIXES),
    (r"title error|title is different|title.{0,20}(mismatch|does not match)|mismatch", DepositReason.TITLE_DIFFERS),
    (r"issn.{0,80}(already|assigned|owned|in use)", DepositReason.ISSN_TAKEN),
    (
        r"(title|doi|publication).{0,60}owned by|different publisher|not the owner|ownership",
        DepositReason.NOT_YOUR_TITLE,
    ),
    (r"prefix|not allowed|permission|not authori[sz]ed", DepositReason.PREFIX_REFUSED),
    (r"cvc-|xml|not well.?formed|valid|schema|sax", DepositReason.XML_REFUSED),
    (r"(url|resource).{0,60}(invalid|not valid|bad|must)", DepositReason.BAD_ADDRESS),
    (r"conflict", DepositReason.CONFLICT),
)
_VERSION = re.compile(r"previously submitted version[^\d]{0,20}(\d{6,19})", re.IGNORECASE)
_ANY_VERSION = re.compile(r"\b(\d{6,19})\b")
_STAGES: Mapping[str, Stage] = {"completed": "completed", "unknown_submission": "unknown"}


@dataclass(frozen=True, slots=True)
class RecordAnswer:
    """What became of one DOI. `known_version` is the version Crossref says it has, where it says so."""

    outcome: Outcome
    remarks: tuple[Remark, ...] = ()
    message: str = ""
    known_version: int = 0


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """The answer to a package: how far it is, each DOI by itself, and what concerns no single DOI."""

    stage: Stage
    submission_id: str = ""
    records: Mapping[str, RecordAnswer] = field(default_factory=dict)
    whole: RecordAnswer | None = None


def read_diagnostic(content: bytes) -> Diagnostic | None:
    """The diagnostic in an answer; None when the answer is none (an error page, an empty body)."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(content.strip(), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    if etree.QName(root).localname != "doi_batch_diagnostic":
        return None
    stage = _STAGES.get(root.get("status", "").strip().lower(), "waiting")
    submission = _text(root, "submission_id")
    if stage != "completed":
        return Diagnostic(stage, submission)
    records: dict[str, RecordAnswer] = {}
    whole: RecordAnswer | None = None
    for row in root.iter("{*}record_diagnostic"):
        answer, doi = _record(row), _text(row, "doi").lower()
        if doi:
            records[doi] = _worse(records.get(doi), answer)
        elif answer.outcome == "failure":
            whole = whole or answer
    return Diagnostic(stage, submission, records, whole)


def _text(parent: Element, name: str) -> str:
    found = parent.find(f"{{*}}{name}")
    return " ".join("".join(str(part) for part in found.itertext()).split()) if found is not None else ""


def _worse(known: RecordAnswer | None, new: RecordAnswer) -> RecordAnswer:
    """A DOI that is mentioned twice fares as the worse of both says."""
    order = ("success", "warning", "failure")
    return new if known is None or order.index(new.outcome) > order.index(known.outcome) else known


def _record(row: Element) -> RecordAnswer:
    status, message = row.get("status", "").strip().lower(), _text(row, "msg")
    if status == "success":
        return RecordAnswer("success", (), message)
    outcome: Outcome = "warning" if status == "warning" else "failure"
    reason = reason_for(message, outcome)
    version = known_version(message) if reason == DepositReason.VERSION_LOWER else 0
    params = {"detail": message[:400], "value": str(version or "?")}
    return RecordAnswer(outcome, (Remark(reason, params),), message, version)


def reason_for(message: str, outcome: Outcome) -> DepositReason:
    """What a message of Crossref's means; one nobody knows is passed on in its own words."""
    if outcome == "warning":
        return DepositReason.CONFLICT if "conflict" in message.lower() else DepositReason.WARNED
    for pattern, reason in _KNOWN:
        if re.search(pattern, message, re.IGNORECASE) and reason != DepositReason.CONFLICT:
            return reason
    return DepositReason.REFUSED


def known_version(message: str) -> int:
    """The version number that Crossref already has, as its message names it; 0 when it names none."""
    found = _VERSION.search(message)
    if found:
        return int(found.group(1))
    return max((int(number) for number in _ANY_VERSION.findall(message)), default=0)


def receipt_problem(status: int, content: bytes) -> Remark | None:
    """What stands against the answer to an upload; None when the package was taken.

    Crossref answers 200 with a page that says SUCCESS, 401 or 403 to a wrong sign-in, and 200 with a page that says FAILURE.
    """
    words = " ".join(re.sub(r"<[^>]+>", " ", content.decode("utf-8", "replace")).split())
    if status in (401, 403) or (
        status == 200 and re.search(r"unauthori[sz]ed|login failed|bad credentials", words, re.I)
    ):
        return Remark(DepositReason.SIGN_IN)
    if status == 200 and "failure" not in words.lower():
        return None
    return Remark(DepositReason.RECEIPT_REFUSED, {"status": str(status), "detail": words[:300] or "–"})

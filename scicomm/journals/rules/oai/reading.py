"""Answers of other servers read: their parts of lists, their errors, their way of counting time; nothing is fetched here.

Other servers are not always in the right, so what can be understood is: control characters that XML forbids are dropped, a JATS
article may stand in any namespace or in none. What cannot is refused with a reason for staff.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from scicomm.journals.rules.oai.problems import NO_RECORDS
from scicomm.journals.rules.oai.times import read

_NS = "{http://www.openarchives.org/OAI/2.0/}"
_FORBIDDEN = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|&#(?:x0*(?:[0-8bcef]|1[0-9a-f])|0*(?:[0-8]|1[124-9]|2[0-9]|3[01]));", re.I
)


class AnswerRefused(Exception):
    """An answer that says no, or that cannot be understood; `code` is the protocol's where the server gave one."""

    def __init__(self, reason: str, code: str = "") -> None:
        super().__init__(reason)
        self.code = code


@dataclass(frozen=True, slots=True)
class HarvestedItem:
    """One record as a source gives it; `source` is the document inside `metadata` with all namespaces it needs."""

    identifier: str
    datestamp: str
    deleted: bool
    source: bytes = b""


@dataclass(frozen=True, slots=True)
class HarvestPart:
    """One part of a source's list. `token` is empty at the end; `size` is the whole list's length where the source says it."""

    items: tuple[HarvestedItem, ...]
    token: str = ""
    size: int | None = None
    response_date: str = ""


def read_part(content: bytes) -> HarvestPart:
    """A part of a list of records. That no record matches is an empty list. Raises AnswerRefused."""
    root = _root(content)
    moment = _text(root, "responseDate")
    found = root.find(f"{_NS}ListRecords")
    if found is None:
        code = _error(root)
        if code != NO_RECORDS:
            raise AnswerRefused(_("The answer holds no list of records."))
        return HarvestPart((), response_date=_moment(moment))
    token = found.find(f"{_NS}resumptionToken")
    return HarvestPart(
        items=tuple(item for record in found.iterchildren(f"{_NS}record") if (item := _item(record)) is not None),
        token=(token.text or "").strip() if token is not None else "",
        size=_size(token),
        response_date=_moment(moment),
    )


def counts_days(content: bytes) -> bool:
    """Whether a server's datestamps count days only, by its answer to Identify. Raises AnswerRefused."""
    root = _root(content)
    found = root.find(f"{_NS}Identify")
    if found is None:
        _error(root)
        raise AnswerRefused(_("The server does not say who it is; is this the address of an OAI-PMH server?"))
    return _text(found, "granularity") == "YYYY-MM-DD"


def _root(content: bytes) -> Any:
    try:
        root = _parsed(content)
    except etree.XMLSyntaxError:
        try:
            root = _parsed(_FORBIDDEN.sub(b"", content))
        except etree.XMLSyntaxError as error:
            words = _("The answer is not XML (line %(line)d: %(reason)s).")
            raise AnswerRefused(words % {"line": error.lineno or 0, "reason": (error.msg or "")[:200]}) from None
    if root.getroottree().docinfo.doctype:
        # The protocol has none, and whoever sends one wants our parser to do something.
        raise AnswerRefused(_("The answer begins with a DOCTYPE, which OAI-PMH does not know."))
    if root.tag != f"{_NS}OAI-PMH":
        raise AnswerRefused(_("The answer is XML, but not of OAI-PMH 2.0."))
    return root


def _parsed(content: bytes) -> Any:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=False
    )
    return etree.fromstring(content, parser)


def _error(root: Any) -> str:
    """The code of the error an answer holds: `noRecordsMatch` is returned, any other raised, none is empty."""
    errors = root.findall(f"{_NS}error")
    if not errors:
        return ""
    codes = [error.get("code", "") for error in errors]
    if NO_RECORDS in codes:
        return NO_RECORDS
    words = "; ".join(f"{error.get('code', '')} {' '.join((error.text or '').split())}".strip() for error in errors)
    raise AnswerRefused(_("The server refuses: %(reason)s") % {"reason": words[:500]}, codes[0])


def _item(record: Any) -> HarvestedItem | None:
    header = record.find(f"{_NS}header")
    identifier = _text(header, "identifier") if header is not None else ""
    if not identifier:
        return None
    deleted = header.get("status") == "deleted"
    metadata = record.find(f"{_NS}metadata")
    document = None if metadata is None or deleted else next(metadata.iterchildren(etree.Element), None)
    # `tostring` writes on the element every namespace that is in scope there, those of the envelope too.
    source = b"" if document is None else etree.tostring(document, encoding="utf-8", with_tail=False)
    return HarvestedItem(identifier[:600], _text(header, "datestamp")[:20], deleted, source)


def _text(element: Any, name: str) -> str:
    return " ".join((element.findtext(f"{_NS}{name}") or "").split())


def _size(token: Any) -> int | None:
    written = token.get("completeListSize", "") if token is not None else ""
    return int(written) if re.fullmatch(r"[0-9]{1,9}", written) else None


def _moment(text: str) -> str:
    """A moment the protocol can read, cut to seconds; empty for anything else."""
    text = re.sub(r"\.[0-9]+Z$", "Z", text)
    try:
        read(text)
    except ValueError:
        return ""
    return text

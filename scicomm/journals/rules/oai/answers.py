"""Answers written: the envelope that every answer has, and what each verb puts into it; valid against OAI-PMH.xsd, errors too."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from scicomm.journals.rules.oai.formats import XSI, Format, dublin_core
from scicomm.journals.rules.oai.identifiers import identifier_of
from scicomm.journals.rules.oai.problems import NOT_ECHOED, OaiProblem
from scicomm.journals.rules.oai.sets import OaiSet
from scicomm.journals.rules.oai.times import GRANULARITY, written
from scicomm.journals.rules.oai.xml import element, escaped

OAI = "http://www.openarchives.org/OAI/2.0/"
_ID = "http://www.openarchives.org/OAI/2.0/oai-identifier"
_OPEN = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    f'<OAI-PMH xmlns="{OAI}" xmlns:xsi="{XSI}" xsi:schemaLocation="{OAI} {OAI}OAI-PMH.xsd">'
)


@dataclass(frozen=True, slots=True)
class Header:
    """Which record, when it changed last, in which sets it is, whether it is deleted."""

    identifier: str
    datestamp: dt.datetime
    specs: Sequence[str] = ()
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """A record: its header and its XML in the format that was asked for; a deleted one has none."""

    header: Header
    metadata: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a list: its records, and how the list stands. `token` is empty at the list's end."""

    records: Sequence[Record]
    cursor: int = 0
    size: int = 0
    token: str = ""
    expires: dt.datetime | None = None

    @property
    def is_whole(self) -> bool:
        """Whether the list came in one part; then there is no word of tokens at all."""
        return not self.token and not self.cursor


@dataclass(frozen=True, slots=True)
class Repository:
    """What Identify says."""

    name: str
    base_url: str
    admin_emails: Sequence[str]
    earliest: dt.datetime
    namespace: str
    descriptions: Sequence[tuple[str, str]] = field(default=())
    """Language and text."""


def answer(now: dt.datetime, base_url: str, echo: Mapping[str, str], body: str) -> str:
    """A whole answer: when it was made, what was asked, and the body of a verb or of errors."""
    request = element("request", base_url, **{name: value for name, value in echo.items() if value})
    return f"{_OPEN}{element('responseDate', written(now))}{request}{body}</OAI-PMH>\n"


def refusal(now: dt.datetime, base_url: str, echo: Mapping[str, str], problem: OaiProblem) -> str:
    """A whole answer that says what was wrong with the request."""
    said = {} if problem.code in NOT_ECHOED else echo
    return answer(now, base_url, said, element("error", problem.message, code=problem.code))


def identify(repository: Repository) -> str:
    """Who we are. Deleted records are kept for ever, and datestamps count seconds."""
    about = "".join(f"<description>{part}</description>" for part in _descriptions(repository))
    return (
        "<Identify>"
        + element("repositoryName", repository.name)
        + element("baseURL", repository.base_url)
        + element("protocolVersion", "2.0")
        + "".join(element("adminEmail", address) for address in repository.admin_emails)
        + element("earliestDatestamp", written(repository.earliest))
        + element("deletedRecord", "persistent")
        + element("granularity", GRANULARITY)
        + element("compression", "gzip")
        + about
        + "</Identify>"
    )


def _descriptions(repository: Repository) -> Iterable[str]:
    sample = identifier_of(repository.namespace, "10.5555/example.2026.001")
    yield (
        f'<oai-identifier xmlns="{_ID}" xsi:schemaLocation="{_ID} {_ID}.xsd">'
        + element("scheme", "oai")
        + element("repositoryIdentifier", repository.namespace)
        + element("delimiter", ":")
        + element("sampleIdentifier", sample)
        + "</oai-identifier>"
    )
    if repository.descriptions:
        yield dublin_core(("description", language, text) for language, text in repository.descriptions)


def formats(given: Iterable[Format]) -> str:
    """The formats that records, or one record, can be had in."""
    said = "".join(
        "<metadataFormat>"
        + element("metadataPrefix", one.prefix)
        + element("schema", one.schema)
        + element("metadataNamespace", one.namespace)
        + "</metadataFormat>"
        for one in given
    )
    return f"<ListMetadataFormats>{said}</ListMetadataFormats>"


def sets(given: Iterable[OaiSet]) -> str:
    """All sets, each with both of its names apart in a description."""
    said = "".join(
        "<set>"
        + element("setSpec", one.spec)
        + element("setName", one.name)
        + f"<setDescription>{_names(one)}</setDescription></set>"
        for one in given
    )
    return f"<ListSets>{said}</ListSets>"


def _names(one: OaiSet) -> str:
    return dublin_core(
        [("title", "zh", one.name_zh), ("title", "en", one.name_en), ("description", "", one.description)]
    )


def one_record(record: Record) -> str:
    """The answer to GetRecord."""
    return f"<GetRecord>{_record(record)}</GetRecord>"


def records(part: Part) -> str:
    """The answer to ListRecords."""
    return f"<ListRecords>{''.join(map(_record, part.records))}{_token(part)}</ListRecords>"


def headers(part: Part) -> str:
    """The answer to ListIdentifiers."""
    said = "".join(_header(record.header) for record in part.records)
    return f"<ListIdentifiers>{said}{_token(part)}</ListIdentifiers>"


def _record(record: Record) -> str:
    metadata = f"<metadata>{record.metadata}</metadata>" if record.metadata else ""
    return f"<record>{_header(record.header)}{metadata}</record>"


def _header(header: Header) -> str:
    status = ' status="deleted"' if header.deleted else ""
    sets_said = "".join(element("setSpec", spec) for spec in header.specs)
    return (
        f"<header{status}>"
        + element("identifier", header.identifier)
        + element("datestamp", written(header.datestamp))
        + f"{sets_said}</header>"
    )


def _token(part: Part) -> str:
    """The token for the next part; an empty one ends a list that came in several."""
    if part.is_whole:
        return ""
    expires = f' expirationDate="{written(part.expires)}"' if part.expires and part.token else ""
    place = f' completeListSize="{part.size}" cursor="{part.cursor}"'
    return f"<resumptionToken{expires}{place}>{escaped(part.token)}</resumptionToken>"

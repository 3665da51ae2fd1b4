"""The OAI-PMH 2.0 server at `/oai/`: six verbs, GET and POST, one address, in no language; every answer fits the schema.

Errors of the protocol are answers with status 200 (section 3.1.2.2 keeps HTTP's codes for HTTP). Nothing here is kept by the page
cache: what a harvester asks for depends on its whole query, and a token is asked for once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from urllib.parse import parse_qsl

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods

from scicomm.journals.queries import oai as reads
from scicomm.journals.queries.oai_dc import dublin_core_of
from scicomm.journals.rules.oai import answers, times
from scicomm.journals.rules.oai.answers import Header, Part, Record
from scicomm.journals.rules.oai.arguments import TOKEN, OaiRequest, read_request
from scicomm.journals.rules.oai.formats import FORMATS, JATS, OAI_DC, Format, dublin_core, jats_of
from scicomm.journals.rules.oai.identifiers import identifier_of
from scicomm.journals.rules.oai.problems import (
    BAD_ARGUMENT,
    BAD_TOKEN,
    NO_FORMAT,
    NO_ID,
    NO_RECORDS,
    OaiProblem,
)
from scicomm.journals.rules.oai.tokens import LIFETIME, Listing, listing_of, token_of

FORM = "application/x-www-form-urlencoded"
MOST_FIELDS = 50


@csrf_exempt
@gzip_page
@require_http_methods(["GET", "HEAD", "POST"])
def oai(request: HttpRequest) -> HttpResponse:
    """Answer one request of a harvester."""
    now = timezone.now()
    echo: dict[str, str] = {}
    try:
        asked = read_request(_pairs(request))
        echo = asked.echo
        body = answers.answer(now, reads.base_url(), echo, VERBS[asked.verb](asked, now))
    except OaiProblem as problem:
        body = answers.refusal(now, reads.base_url(), echo, problem)
    response = HttpResponse(body.encode("utf-8"), content_type="text/xml; charset=utf-8")
    response["Cache-Control"] = "no-store"
    # Answers are for harvesters; a search engine that followed tokens would read every record in XML.
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _pairs(request: HttpRequest) -> list[tuple[str, str]]:
    """The arguments of either method; a POST that has some in its address too has all of them."""
    given = [request.META.get("QUERY_STRING", "").encode("latin-1", "replace").decode("utf-8", "replace")]
    if request.method == "POST":
        try:
            body = request.body
        except RequestDataTooBig:
            raise OaiProblem(BAD_ARGUMENT, "The request is too large.") from None
        if body and request.content_type != FORM:
            raise OaiProblem(BAD_ARGUMENT, f"Send arguments as {FORM}.")
        given.append(body.decode("utf-8", "replace"))
    try:
        return [
            pair
            for text in given
            for pair in parse_qsl(text, keep_blank_values=True, errors="replace", max_num_fields=MOST_FIELDS)
        ]
    except ValueError:
        raise OaiProblem(BAD_ARGUMENT, "There are too many arguments.") from None


def _identify(asked: OaiRequest, now: dt.datetime) -> str:
    return answers.identify(reads.repository())


def _formats(asked: OaiRequest, now: dt.datetime) -> str:
    if not asked.get("identifier"):
        return answers.formats(FORMATS.values())
    row = _one(asked, with_source=True).rows[0]
    has_jats = row.article.is_withdrawn or jats_of(row.source) is not None
    return answers.formats([OAI_DC, JATS] if has_jats else [OAI_DC])


def _sets(asked: OaiRequest, now: dt.datetime) -> str:
    if asked.get(TOKEN):
        raise OaiProblem(BAD_TOKEN, "The list of sets comes in one part; no token of it was issued here.")
    return answers.sets(reads.all_sets())


def _get_record(asked: OaiRequest, now: dt.datetime) -> str:
    form = _format(asked.get("metadataPrefix"))
    part = _one(asked, with_source=form is JATS)
    found = _records(part, form)
    if not found:
        raise OaiProblem(NO_FORMAT, f"This record cannot be had as {form.prefix}.")
    return answers.one_record(found[0])


def _list_records(asked: OaiRequest, now: dt.datetime) -> str:
    return answers.records(_part(asked, now, _records))


def _list_identifiers(asked: OaiRequest, now: dt.datetime) -> str:
    return answers.headers(_part(asked, now, lambda part, _form: [Record(_header(row)) for row in part.rows]))


VERBS: dict[str, Callable[[OaiRequest, dt.datetime], str]] = {
    "Identify": _identify,
    "ListMetadataFormats": _formats,
    "ListSets": _sets,
    "GetRecord": _get_record,
    "ListRecords": _list_records,
    "ListIdentifiers": _list_identifiers,
}


def _format(prefix: str) -> Format:
    if prefix not in FORMATS:
        raise OaiProblem(NO_FORMAT, f"Records can be had as {' or '.join(FORMATS)}.")
    return FORMATS[prefix]


def _one(asked: OaiRequest, *, with_source: bool) -> reads.Rows:
    part = reads.one(asked.get("identifier"), with_source=with_source)
    if not part.rows:
        raise OaiProblem(NO_ID, "There is no record with this identifier.")
    return part


def _listing(asked: OaiRequest, now: dt.datetime) -> Listing:
    """The list that is asked for: a new one, or one that a token goes on with."""
    if asked.get(TOKEN):
        return listing_of(asked.get(TOKEN), asked.verb, now)
    form = _format(asked.get("metadataPrefix"))
    return Listing(asked.verb, form.prefix, asked.get("from"), asked.get("until"), asked.get("set"))


def _part(asked: OaiRequest, now: dt.datetime, records_of: Callable[[reads.Rows, Format], list[Record]]) -> Part:
    """The next part of a list, with the token for the one behind it. A part whose rows all fail is passed over."""
    listing = _listing(asked, now)
    form = _format(listing.prefix)
    span = times.window(listing.since, listing.until)
    bounds = (span.since, span.before)
    size = listing.size or reads.size_of(listing, *bounds)
    rows = reads.part_of(listing, *bounds) if size else reads.Rows([])
    found = records_of(rows, form)
    while rows.goes_on and not found:
        listing = listing.advanced(rows.rows[-1].place, 0, size)
        rows = reads.part_of(listing, *bounds)
        found = records_of(rows, form)
    if not found and asked.get(TOKEN):
        found = records_of(reads.last_again(listing, *bounds), form)
    if not found:
        raise OaiProblem(NO_RECORDS, "No record matches.")
    size = max(size, listing.cursor + len(found))
    if not rows.goes_on:
        return Part(found, listing.cursor, size)
    expires = now + LIFETIME
    last = rows.rows[-1].place
    token = token_of(listing.advanced(last, len(found), size), last, expires)
    return Part(found, listing.cursor, size, token, expires)


def _header(row: reads.Row) -> Header:
    identifier = identifier_of(reads.namespace(), row.article.doi)
    return Header(identifier, row.article.changed_at, row.specs, row.article.is_withdrawn)


def _records(part: reads.Rows, form: Format) -> list[Record]:
    """The rows in a format. One whose source cannot be given is not there in that format (section 2.5)."""
    if form is OAI_DC:
        values = dublin_core_of(part)
        return [Record(_header(row), _dc(values.get(row.article.pk))) for row in part.rows]
    found = []
    for row in part.rows:
        metadata = None if row.article.is_withdrawn else jats_of(row.source)
        if metadata is not None or row.article.is_withdrawn:
            found.append(Record(_header(row), metadata or ""))
    return found


def _dc(values: list[tuple[str, str, str]] | None) -> str:
    return dublin_core(values) if values is not None else ""

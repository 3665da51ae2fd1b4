"""What the public search finds of information disclosure: items in their released words, answered requests in the public log.

Of a request only what the log shows goes in: its title for the public, its number and decision. Nothing of one that is not shown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from django.utils import timezone
from django.utils.translation import override

from scicomm.core.ledger import on
from scicomm.core.text import plain
from scicomm.facts.base import ref, ref_parts
from scicomm.facts.responses import DisclosureItemPublished, DisclosureItemWithdrawn, DisclosureRequestShown
from scicomm.organisation.models import Unit
from scicomm.responses.enums import Outcome
from scicomm.responses.models import DisclosureItem, DisclosureRequest
from scicomm.responses.queries.disclosure.catalogue import public_items
from scicomm.responses.queries.disclosure.files import WITH_FILES, files_shown
from scicomm.responses.queries.disclosure.requests import public_log
from scicomm.search.actions import put_document, remove_document
from scicomm.search.documents import SearchDocument
from scicomm.search.sources import Source, register

KIND = "disclosure"


def _units(unit: Unit) -> tuple[str, ...]:
    return (*unit.get_ancestors().values_list("slug", flat=True), unit.slug)


def _start(day: dt.date | None) -> dt.datetime | None:
    return timezone.make_aware(dt.datetime.combine(day, dt.time())) if day else None


def document_of_item(item: DisclosureItem) -> SearchDocument:
    """An item as search knows it: the words another person released, and the names of its files."""
    words = {name: str(value) for name, value in item.public_words.items() if name != "files"}
    texts = [plain(words.get("text_zh", "")), plain(words.get("text_en", "")), words.get("basis", "")]
    texts += [word for file in files_shown(item) for word in (file.title_zh, file.title_en, file.name) if word]
    with override("zh-hans"):
        url = item.get_absolute_url()
    return SearchDocument(
        key=ref("responses", "disclosure_item", item.pk),
        kind=KIND,
        url=url,
        title=words.get("title_zh") or words.get("title_en", ""),
        title_other=words.get("title_en", "") if words.get("title_zh") else "",
        body="\n".join(text for text in texts if text),
        keywords=tuple(name for name in (item.kind.name_zh, item.kind.name_en) if name),
        unit=item.unit.slug,
        units=_units(item.unit),
        date=_start(item.published_on),
    )


def document_of_logged(request: DisclosureRequest) -> SearchDocument:
    """An answered request as its page in the log shows it."""
    decisions = []
    for language in ("zh-hans", "en"):
        with override(language):
            decisions.append(str(Outcome(request.outcome).label) if request.outcome else "")
    with override("zh-hans"):
        url = request.log_address
    return SearchDocument(
        key=ref("responses", "disclosure_request", request.pk),
        kind=KIND,
        url=url,
        title=request.log_title,
        body="\n".join([request.number, *decisions]),
        unit=request.unit.slug,
        units=_units(request.unit),
        date=_start(request.ended_on),
    )


def _items(ids: Sequence[int]) -> Iterator[SearchDocument]:
    return (document_of_item(item) for item in public_items().filter(pk__in=ids).prefetch_related(WITH_FILES))


def _logged(ids: Sequence[int]) -> Iterator[SearchDocument]:
    return (document_of_logged(request) for request in public_log().filter(pk__in=ids))


register(Source("public", "responses.disclosure_item", lambda: public_items().values_list("pk", flat=True), _items))
register(Source("public", "responses.disclosure_request", lambda: public_log().values_list("pk", flat=True), _logged))


@on(DisclosureItemPublished)
def find_item(fact: DisclosureItemPublished, *, delivery_id: int) -> None:
    """Search finds the item as it was released."""
    item = public_items().filter(pk=ref_parts(fact.subject)[1]).first()
    if item is not None:
        put_document(document_of_item(item), index="public")


@on(DisclosureItemWithdrawn)
def find_item_no_more(fact: DisclosureItemWithdrawn, *, delivery_id: int) -> None:
    """Search finds it no more."""
    if not public_items().filter(pk=ref_parts(fact.subject)[1]).exists():
        remove_document(fact.subject, index="public")


@on(DisclosureRequestShown)
def find_logged_request(fact: DisclosureRequestShown, *, delivery_id: int) -> None:
    """Search finds what the public log shows."""
    request = public_log().filter(pk=ref_parts(fact.subject)[1]).first()
    if request is not None:
        put_document(document_of_logged(request), index="public")

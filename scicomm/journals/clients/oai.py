"""Asks OAI-PMH servers of others, within the bounds of OutsideClient; what becomes of their records is an action."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from urllib.parse import urlencode

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from scicomm.core.outside import OutsideClient, OutsideError, Resolver, resolve
from scicomm.journals.rules.jats import JatsReason
from scicomm.journals.rules.oai.harvest import HarvestReading, Standing, from_datestamp
from scicomm.journals.rules.oai.reading import AnswerRefused, HarvestPart, counts_days, read_part
from scicomm.journals.rules.oai.times import written
from scicomm.journals.rules.reading import Refusal, read_data

log = logging.getLogger("scicomm.journals")

USER_AGENT = "SciComm-Harvester/1 (OAI-PMH 2.0)"
# A hundred full texts of the larger kind; what is longer is no answer to a harvester but an accident.
MOST_BYTES = 64 * 1024 * 1024
TOTAL_SECONDS = 120.0


class OaiClient(ABC):
    """Asks one OAI-PMH server one question."""

    @abstractmethod
    def ask(self, base_address: str, arguments: dict[str, str]) -> bytes | None:
        """The bytes of the answer; None where nothing is asked. Raises OutsideError."""


class LoggedOaiClient(OaiClient):
    """Writes down what would be asked: for machines that must not reach out."""

    def ask(self, base_address: str, arguments: dict[str, str]) -> bytes | None:
        log.info("Not harvested, because fetching is switched off: %s %s", base_address, arguments)
        return None


class HttpOaiClient(OaiClient):
    """Asks over HTTP. The exchange is bounded in size and time, packed answers are unpacked within the same bounds."""

    def __init__(
        self,
        *,
        allow_private: bool = False,
        most_bytes: int = MOST_BYTES,
        seconds: float = TOTAL_SECONDS,
        resolver: Resolver = resolve,
    ) -> None:
        self.outside = OutsideClient(
            allow_private=allow_private, most_bytes=most_bytes, seconds=seconds, resolver=resolver
        )

    def ask(self, base_address: str, arguments: dict[str, str]) -> bytes | None:
        joined = "&" if "?" in base_address else "?"
        address = f"{base_address}{joined}{urlencode(arguments)}"
        answer = self.outside.get(address, {"User-Agent": USER_AGENT, "Accept": "text/xml, application/xml;q=0.9"})
        if answer.status != 200:
            raise OutsideError(
                _("The server answered %(status)d.") % {"status": answer.status}, retry_after=answer.retry_after
            )
        return answer.content


def oai_client() -> OaiClient:
    """The client that the settings ask for."""
    if not settings.SCICOMM_FETCH:
        return LoggedOaiClient()
    return HttpOaiClient(allow_private=settings.SCICOMM_FETCH_PRIVATE)


def read_next(client: OaiClient, standing: Standing) -> HarvestReading | None:
    """The next part of a source's list with its documents read, or the reason why not; None where nothing was asked.

    Must not be called inside a transaction. Never raises for what a server does.
    """
    try:
        return _next(client, standing)
    except OutsideError as error:
        return HarvestReading(standing.token, failure=str(error), retry_after=error.retry_after)
    except AnswerRefused as error:
        return HarvestReading(standing.token, failure=str(error), code=error.code)


def _next(client: OaiClient, standing: Standing) -> HarvestReading | None:
    by_days, asked_from = False, ""
    if standing.token:
        arguments = {"verb": "ListRecords", "resumptionToken": standing.token}
    else:
        identity = client.ask(standing.base_address, {"verb": "Identify"})
        if identity is None:
            return None
        by_days = counts_days(identity)
        asked_from = from_datestamp(standing.last_datestamp, by_days=by_days)
        arguments = {
            "verb": "ListRecords",
            "metadataPrefix": standing.metadata_prefix,
            **({"set": standing.set_spec} if standing.set_spec else {}),
            **({"from": asked_from} if asked_from else {}),
        }
    content = client.ask(standing.base_address, arguments)
    if content is None:
        return None
    return _reading(standing, read_part(content), by_days, asked_from)


def _reading(standing: Standing, part: HarvestPart, by_days: bool, asked_from: str) -> HarvestReading:
    if not part.response_date:
        # A server that does not say when it answered is taken by our own clock; the overlap makes up for the difference.
        part = HarvestPart(part.items, part.token, part.size, written(timezone.now()))
    living = tuple(item for item in part.items if not item.deleted)
    files = tuple(read_data(item.source, item.identifier) for item in living)
    not_jats = [one for one in files if isinstance(one, Refusal) and one.reason_code == JatsReason.NOT_JATS]
    if files and len(not_jats) == len(files):
        # Setting aside thousands of records that are no articles would help nobody: the format is the wrong one.
        words = _("The format “%(prefix)s” of this source holds no JATS articles. Choose another format of it.")
        raise AnswerRefused(words % {"prefix": standing.metadata_prefix}, "not-jats")
    return HarvestReading(standing.token, part, files, by_days, asked_from, living=living)


__all__ = ["HttpOaiClient", "LoggedOaiClient", "OaiClient", "oai_client", "read_next"]

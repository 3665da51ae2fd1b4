"""A platform that is harvested by OAI-PMH, in memory: the answers it gives, and the walk through them as the worker does it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from scicomm.journals import actions
from scicomm.journals.clients.oai import OaiClient
from scicomm.journals.models import HarvestSource
from scicomm.journals.tasks.harvests import harvest_part
from tests.factories.journals import jats

BASE = "https://platform.example/oai"
NOW = "2026-03-01T08:00:00Z"


def answer(body: str, moment: str = NOW) -> bytes:
    return (
        f'<?xml version="1.0"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/" xmlns:xlink="http://www.w3.org/1999/xlink">'
        f"<responseDate>{moment}</responseDate><request>{BASE}</request>{body}</OAI-PMH>"
    ).encode()


def identity(granularity: str = "YYYY-MM-DDThh:mm:ssZ") -> bytes:
    return answer(f"<Identify><granularity>{granularity}</granularity></Identify>")


def refused(code: str) -> bytes:
    return answer(f'<error code="{code}">no</error>')


def record(key: str, document: bytes | None = b"", datestamp: str = "2026-02-01T00:00:00Z") -> str:
    """A record of an article with the DOI `10.5555/<key>`; None as its document makes it a deleted one."""
    status = "" if document is not None else ' status="deleted"'
    inside = (document or jats(f"10.5555/{key}")).decode()
    metadata = f"<metadata>{inside}</metadata>" if document is not None else ""
    header = f"<header{status}><identifier>oai:p:{key}</identifier><datestamp>{datestamp}</datestamp></header>"
    return f"<record>{header}{metadata}</record>"


def listed(*records: str, token: str = "", size: int = 0, moment: str = NOW) -> bytes:
    length = f' completeListSize="{size}"' if size else ""
    end = f"<resumptionToken{length}>{token}</resumptionToken>" if token else ""
    return answer(f"<ListRecords>{''.join(records)}{end}</ListRecords>", moment)


class Platform(OaiClient):
    """A platform in memory: `parts` by token (empty: the beginning); an exception among them is raised."""

    def __init__(self, granularity: str = "YYYY-MM-DDThh:mm:ssZ", **parts: Any) -> None:
        self.granularity = granularity
        self.parts: dict[str, Any] = {"" if name == "first" else name: part for name, part in parts.items()}
        self.asked: list[dict[str, str]] = []

    def ask(self, base_address: str, arguments: dict[str, str]) -> bytes | None:
        if arguments["verb"] == "Identify":
            return identity(self.granularity)
        self.asked.append(arguments)
        part = self.parts[arguments.get("resumptionToken", "")]
        if isinstance(part, Exception):
            raise part
        content: bytes = part
        return content


def add(academy: Any, **values: Any) -> HarvestSource:
    values = {"unit": academy.north_lake, "name": "某平台", "base_address": BASE, **values}
    return actions.add_source(acting_user=None, **values)


def harvest(source: HarvestSource, platform: OaiClient, most: int = 30) -> HarvestSource:
    """Part after part, as the worker does it, until the list ends or fails."""
    for _part in range(most):
        if not harvest_part(platform, HarvestSource.objects.get(pk=source.pk)):
            break
    return HarvestSource.objects.select_related("unit").get(pk=source.pk)


def wait_of(source: HarvestSource) -> dt.timedelta:
    """How long the worker lets a source wait from now on."""
    assert source.next_harvest_at is not None
    return source.next_harvest_at - timezone.now()


def outcomes(source: HarvestSource) -> dict[str, str]:
    return dict(source.records.values_list("identifier", "outcome"))

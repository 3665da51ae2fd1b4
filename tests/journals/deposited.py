"""Articles brought in for the registration of their DOIs, and what the worker makes of them."""

from __future__ import annotations

from typing import Any

from scicomm.core.models import FactRecord
from scicomm.core.worker import Worker
from scicomm.journals.models import Deposit
from scicomm.journals.tasks import poll_deposits, send_deposits
from tests.factories.journals import take

S = Deposit.State


def bring_in(academy: Any, number: int = 1, **values: Any) -> Deposit:
    """An article, and what the handlers make of it."""
    article = take(academy.north_lake, doi=f"10.5555/lake.{number}", **values).article
    Worker().drain()
    return Deposit.objects.get(article=article)


def run() -> None:
    """What the worker does by the clock: packages, sending, asking."""
    send_deposits()
    poll_deposits()


def states() -> dict[str, str]:
    return dict(Deposit.objects.values_list("article__doi", "state"))


def facts(name: str) -> list[str]:
    return [row.payload["doi"] for row in FactRecord.objects.filter(name=f"journals.{name}").order_by("pk")]

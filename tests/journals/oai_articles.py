"""Articles for a harvester to find: each with the moment it changed, their identifiers, the words of an answer."""

from __future__ import annotations

import datetime as dt
from typing import Any

from scicomm.journals.models import Article
from scicomm.journals.rules.oai.identifiers import identifier_of
from tests.factories.journals import take
from tests.factories.oai import DC

LONG_AGO = dt.datetime(2020, 1, 1, 12, tzinfo=dt.UTC)


def stamp(doi: str, moment: dt.datetime) -> None:
    Article.everything.filter(doi=doi).update(changed_at=moment)


def many(academy: Any, count: int) -> list[str]:
    """So many articles, a second apart; their DOIs in the order of their datestamps."""
    dois = [f"10.5555/many.{number:03}" for number in range(count)]
    for number, doi in enumerate(dois):
        take(academy.top, doi=doi)
        stamp(doi, LONG_AGO + dt.timedelta(seconds=number))
    return dois


def oai_id(doi: str) -> str:
    return identifier_of("journals.example.org", doi)


def texts(root: Any, name: str) -> list[str]:
    return [found.text for found in root.iter(DC + name)]

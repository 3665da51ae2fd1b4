"""The demonstration's refused file: a paper whose transfer broke off, so that a newcomer sees how one is mended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from scicomm.config.demo.clock import Calendar
from scicomm.config.demo.data import DemoData
from scicomm.config.demo.timeline import Event
from scicomm.journals.actions import take_in
from scicomm.journals.models import QuarantinedFile
from scicomm.journals.rules.reading import read_data
from scicomm.organisation.models import Unit

NAME = "broken-transfer.xml"


def refusal_events(data: DemoData, calendar: Calendar) -> Iterator[Event]:
    """The first two thirds of the oldest paper, sent again yesterday."""
    papers = sorted(data.papers, key=lambda paper: (paper.published_on, paper.doi))
    if not papers:
        return
    paper = papers[0]
    slug = next(row["unit"] for row in data.journals if row["slug"] == paper.journal)

    def refuse() -> None:
        source = paper.source
        take_in([read_data(source[: len(source) * 2 // 3], NAME)], default_unit=Unit.objects.get(slug=slug))

    done = QuarantinedFile.objects.filter(file_name=NAME).exists
    yield Event(calendar.base - dt.timedelta(days=1), NAME, done, refuse)

"""A platform that one unit harvests from: read once, now switched off, so that the demonstration asks nobody outside."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from scicomm.config.demo.clock import Calendar
from scicomm.config.demo.data import DemoData, PaperFile
from scicomm.config.demo.papers import holder, paper_moment, under_embargo
from scicomm.config.demo.timeline import Event
from scicomm.journals.actions import add_source, change_source, store_page
from scicomm.journals.models import HarvestSource
from scicomm.journals.rules.oai.harvest import HarvestReading
from scicomm.journals.rules.oai.reading import HarvestedItem, HarvestPart
from scicomm.journals.rules.oai.times import written
from scicomm.journals.rules.reading import read_data
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import Role

ADDRESS = "https://platform.demo.example/oai"
# The platform has so many of the unit's own papers, which are known here already, and one that it has deleted.
SHARED = 3


def harvest_events(data: DemoData, calendar: Calendar) -> Iterator[Event]:
    """One harvest, a fortnight ago, of papers that the house had by then."""
    at = calendar.base - dt.timedelta(days=14) + dt.timedelta(hours=9)
    unit = data.journals[0]["unit"]
    own = {row["slug"] for row in data.journals if row["unit"] == unit}
    papers = [
        paper
        for paper in data.papers
        if paper.journal in own
        and not under_embargo(paper, data, calendar)
        and paper_moment(paper, data, calendar) < at
    ]

    def harvest() -> None:
        _harvest(Unit.objects.get(slug=unit), papers[:SHARED], at)

    yield Event(at, "OAI-PMH", HarvestSource.objects.filter(base_address=ADDRESS).exists, harvest)


def _harvest(unit: Unit, papers: list[PaperFile], at: dt.datetime) -> None:
    editor = holder(Role.JOURNAL_EDITOR, unit)
    source = add_source(
        unit=unit,
        acting_user=editor,
        name="示范期刊联合平台",
        base_address=ADDRESS,
        set_spec="journals",
        every_hours=24,
    )
    moment = written(at)
    living = tuple(
        HarvestedItem(f"oai:platform.demo.example:{paper.doi}", moment, False, paper.source) for paper in papers
    )
    gone = HarvestedItem("oai:platform.demo.example:10.5555/platform.2025.031", moment, True)
    part = HarvestPart((*living, gone), size=len(living) + 1, response_date=moment)
    files = tuple(read_data(item.source, item.identifier) for item in living)
    store_page(source, HarvestReading("", part, files, living=living))
    change_source(source, acting_user=editor, is_on=False)

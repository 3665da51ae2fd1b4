"""Builds the demonstration: which parts in which order, with progress, and how a run that was killed is taken up."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from scicomm.assessment.actions import compute_scores
from scicomm.config.demo import (
    answers,
    blocks,
    briefs,
    cases,
    covers,
    delivery,
    deposits,
    digests,
    disclosure,
    experts,
    fediverse,
    harvests,
    levels,
    library,
    matrix,
    organisation,
    papers,
    people,
    pictures,
    planning,
    portfolio,
    press,
    questions,
    readers,
    refusals,
    releases,
    reviews,
    searches,
    sources,
    stories,
    topics,
    usage,
    voices,
    watches,
)
from scicomm.config.demo.clock import Calendar, as_of
from scicomm.config.demo.data import DemoData
from scicomm.config.demo.timeline import Event, all_of, play, settle
from scicomm.core.models import ProgressRow, ProgressState
from scicomm.core.progress import ProgressSink
from scicomm.core.worker import Worker, house_language
from scicomm.organisation.models import Unit
from scicomm.search.actions import drain_pending

# The row remembers the day as of which the demonstration is built, for the run that takes it up another day.
KEY = "demonstration"


def remembered() -> ProgressRow | None:
    """What an earlier run noted: its day (in `message`) and whether it came to its end."""
    return ProgressRow.objects.filter(key=KEY).first()


def _remember(day: dt.date, state: ProgressState) -> None:
    now = timezone.now()
    values = {"label": _("Demonstration academy"), "message": day.isoformat(), "state": state, "updated_at": now}
    ProgressRow.objects.update_or_create(key=KEY, defaults=values, create_defaults={**values, "started_at": now})


class HouseTaken(Exception):
    """The house holds units that are not the demonstration's: nothing may be built among them."""


def foreign_unit() -> Unit | None:
    """A unit that the demonstration did not make; None in an empty house, and in one where it was begun or completed."""
    row = remembered()
    if row and row.state == ProgressState.DONE:
        return None
    own = {(unit["slug"], unit["name_en"]) for unit in DemoData().units}
    return next((unit for unit in Unit.objects.order_by("path") if (unit.slug, unit.name_en) not in own), None)


def house_taken(unit: Unit) -> str:
    """Why nothing is built, and what to do."""
    words = _(
        "This house has units of its own (%(name)s), so the demonstration academy is not built in it. "
        "Another SCICOMM_HOME gives an empty house; SCICOMM_DEMO=no says that this one is not for trying out."
    )
    return words % {"name": unit.name}


def _events(data: DemoData, calendar: Calendar) -> list[Event]:
    """Everything that happens in the demonstration, in the order of time."""
    return all_of(
        papers.journal_events(data, calendar),
        portfolio.portfolio_events(data, calendar),
        voices.listening_events(data, calendar),
        papers.paper_events(data, calendar),
        papers.handed_in_events(data, calendar),
        refusals.refusal_events(data, calendar),
        stories.story_events(data, calendar),
        blocks.block_events(data, calendar),
        readers.reader_events(data, calendar),
        searches.search_events(data, calendar),
        people.people_events(data, calendar),
        voices.mention_events(data, calendar),
        questions.question_events(data, calendar),
        answers.answer_events(data, calendar),
        disclosure.disclosure_events(calendar),
        readers.issue_events(data, calendar),
        harvests.harvest_events(data, calendar),
        planning.planning_events(data, calendar),
        levels.level_events(calendar),
        reviews.review_events(data, calendar),
    )


def build_demo(progress: ProgressSink, *, today: dt.date | None = None, small: bool = False) -> dt.date | None:
    """Build the demonstration as of a day and return the day; None when it was complete before, and nothing is changed.

    Killed anywhere, the next run goes on with the day of the first.
    `small` builds the few things that tests need. Raises HouseTaken
    in words where there are units that are not its own.
    """
    row = remembered()
    if row and row.state == ProgressState.DONE:
        return None
    if taken := foreign_unit():
        raise HouseTaken(house_taken(taken))
    day = dt.date.fromisoformat(row.message) if row else today or timezone.localdate()
    _remember(day, ProgressState.RUNNING)
    data, calendar = DemoData(small=small), Calendar(day)
    with progress.task(_("Units and people"), total=organisation.step_count(data)) as bar:
        organisation.build_organisation(data, calendar, bar)
    events = _events(data, calendar)
    with progress.task(_("Papers, stories and questions"), total=len(events)) as bar:
        play(events, bar)
        settle(calendar.base)
    usage.build_usage(progress, calendar, small=small)
    _finish(progress, calendar)
    _remember(day, ProgressState.DONE)
    return day


def _finish(progress: ProgressSink, calendar: Calendar) -> None:
    """What the worker would do a moment later: scores, the search index and the covers of the first page."""
    with as_of(calendar.base):
        library.fill(progress)
    with progress.task(_("Assessment"), total=2) as bar, as_of(calendar.base), house_language():
        for year in bar.track((calendar.day.year - 1, calendar.day.year)):
            compute_scores(year)
        deposits.deposit_some()
        pictures.record_rights(calendar)
        delivery.give_out()
        press.open_press_room()
        releases.plan_some(calendar)
        matrix.keep_matrix(calendar)
        briefs.write_briefs()
        Worker().drain()
        fediverse.open_actors()
        digests.send_digests(calendar)
        topics.hold_talk(calendar)
        sources.follow_some(calendar)
        cases.handle_some(calendar)
        watches.watch_the_talk(calendar)
        experts.say_who_can_speak()
        Worker().drain()
    with progress.task(_("Search index")) as bar, as_of(calendar.base):
        while carried := drain_pending():
            bar.advance(carried)
    covers.draw(progress)

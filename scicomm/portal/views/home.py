"""The academy's home page, the units' sites and the list of units."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from scicomm.core.pages import serves
from scicomm.organisation.models import AcademyPage, Unit, UnitPage
from scicomm.portal.queries import frame, stories, units
from scicomm.portal.queries.answers import answer_line
from scicomm.portal.queries.cards import story_cards
from scicomm.portal.queries.papers import newest_articles, paper_line
from scicomm.portal.queries.threads import thread_strip
from scicomm.portal.views.shared import alternates, page_answer
from scicomm.responses.queries import public_answers

LEAD_AND_SIDE = 3
CARDS = 4
PAPERS = 4
ANSWERS = 3
UNIT_STORIES = 5


@serves(AcademyPage)
def home(request: HttpRequest, page: AcademyPage, *, preview: bool = False) -> HttpResponse:
    """What is new: one lead, a few stories, papers in plain words, the units."""
    root = Unit.objects.filter(depth=1).first()
    chosen = stories.adopted_cards(root) if root else []
    cards, adopted = stories.marked(stories.newest_cards(LEAD_AND_SIDE + CARDS), chosen)
    context = {
        "lead": cards[0] if cards else None,
        "side": cards[1:LEAD_AND_SIDE],
        "cards": cards[LEAD_AND_SIDE:],
        "adopted": adopted,
        "papers": [paper_line(article) for article in newest_articles()[:PAPERS]],
        "answers": [answer_line(answer) for answer in public_answers()[:ANSWERS]],
        "answers_url": frame.address("portal:answers"),
        "strip": thread_strip("newsroom", "story", cards[0].pk) if cards else None,
        "branches": units.unit_tree(),
        "figures": units.week_in_figures(),
        "feeds": frame.feeds_of(),
        "ask_url": frame.address("responses:ask"),
        "subscribe_url": frame.address("audiences:subscribe"),
        "description": _("Research results told by those who found them, with the way back to every paper."),
        **alternates("/"),
    }
    return page_answer(render(request, "portal/home.html", context), preview)


@serves(UnitPage)
def unit_site(request: HttpRequest, page: UnitPage, *, preview: bool = False) -> HttpResponse:
    """A unit's own site: its newest stories, who answers, what it did this year."""
    unit = page.unit
    rows = stories.listed_stories().filter(dossier__unit__path__startswith=unit.path)
    cards, adopted = stories.marked(story_cards(rows[: UNIT_STORIES + 1]), stories.adopted_cards(unit))
    context = {
        "nav": frame.navigation("/units/"),
        "unit": unit,
        "parent": unit.get_parent() if unit.depth > 1 else None,
        "lead": cards[0] if cards else None,
        "cards": cards[1:UNIT_STORIES],
        "adopted": adopted,
        "more_url": f"{frame.address('portal:stories')}?unit={unit.slug}" if len(cards) > UNIT_STORIES else "",
        "experts": units.experts_of(unit),
        "journals": units.journals_of(unit),
        "below": units.units_below(unit),
        "figures": units.year_in_figures(unit),
        "feeds": frame.feeds_of(unit),
        "ask_url": frame.address("responses:ask"),
        "description": unit.description[:200],
        **alternates(frame.page_address(page.url_path)),
    }
    return page_answer(render(request, "portal/unit.html", context), preview)


def units_list(request: HttpRequest) -> HttpResponse:
    """All units by branch."""
    return render(
        request, "portal/units.html", {"branches": units.unit_tree(), **alternates(frame.address("portal:units"))}
    )

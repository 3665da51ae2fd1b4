"""Stories: the lists, the page of one, what became of those that were taken back."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from wagtail.views import serve as wagtail_serve

from scicomm.assets.queries import images_in, read_figures
from scicomm.core.models import Subject
from scicomm.core.pages import serves
from scicomm.newsroom.models import StoryPage
from scicomm.organisation.models import Unit
from scicomm.portal.queries import frame
from scicomm.portal.queries import stories as reads
from scicomm.portal.queries.cards import story_cards
from scicomm.portal.queries.one_story import find_story
from scicomm.portal.queries.threads import thread_strip
from scicomm.portal.queries.wording import HTML_LANGUAGE
from scicomm.portal.rules.reading import headings_in
from scicomm.portal.views.shared import alternates, json_ld, page_answer, page_of

PAGE_SIZE = 24


def stories(request: HttpRequest) -> HttpResponse:
    """All public stories in the reader's language, of one unit or subject where asked."""
    rows = reads.listed_stories()
    unit = Unit.objects.filter(slug=request.GET["unit"]).first() if request.GET.get("unit") else None
    subject = Subject.objects.filter(code=request.GET["subject"]).first() if request.GET.get("subject") else None
    if (request.GET.get("unit") and not unit) or (request.GET.get("subject") and not subject):
        raise Http404
    if unit:
        rows = rows.filter(dossier__unit__path__startswith=unit.path)
    if subject:
        rows = rows.filter(dossier__article__subjects=subject)
    page = page_of(request, rows, PAGE_SIZE)
    context = {
        "page": page,
        "cards": story_cards(page.object_list),
        "unit": unit,
        "subject": subject,
        "feeds": frame.feeds_of(unit),
        **alternates(frame.address("portal:stories")),
    }
    return render(request, "portal/stories.html", context)


def story_at(request: HttpRequest, unit: str, story: str) -> HttpResponse:
    """A story by its address, in two queries where Wagtail's routing takes eight; any other page goes to Wagtail.

    One that was taken back says so (410), one that nobody may see yet is not there (404).
    """
    found = find_story(unit, story, frame.root_path(frame.language()))
    if found is None:
        return wagtail_serve(request, f"{unit}/{story}/")
    if found.dossier.withdrawn_at and found.dossier.published_at:
        return withdrawn(request, found)
    return story_page(request, found)


def withdrawn(request: HttpRequest, found: StoryPage) -> HttpResponse:
    """The place of a story that was taken back: why, and since when; of a killed one, nothing of what stood in it."""
    entry = reads.farewell(found.dossier)
    return render(request, "portal/withdrawn.html", {"notice": entry, "robots": "noindex"}, status=410)


def _other_language(view: Any) -> dict[str, str]:
    """Where the other language's edition is; its home page where the story has none."""
    if view.twin:
        return {"url": view.twin["url"], "label": view.twin["short"], "lang": view.twin["lang"]}
    english = frame.language() == "en"
    return {
        "url": "/" if english else "/en/",
        "label": "中文" if english else "EN",
        "lang": "zh-Hans" if english else "en",
    }


@serves(StoryPage)
def story_page(request: HttpRequest, page: StoryPage, *, preview: bool = False) -> HttpResponse:
    """One story."""
    if not preview and not reads.is_public(page):
        raise Http404
    view = reads.story_view(page, preview=preview)
    read_figures(images_in(page.body))
    # The body is made once; its contents are read off it.
    body = str(page.body.render_as_block({"request": request}))
    names = frame.site_names()
    context: dict[str, Any] = {
        "nav": frame.navigation("/stories/"),
        "story": page,
        "view": view,
        "body": mark_safe(body),
        "contents": headings_in(body),
        "has_pairs": "data-pair" in body,
        "lang": HTML_LANGUAGE.get(page.dossier.language, ""),
        "preview": preview,
        "notice_links": [{"label": _("Read the notice"), "url": frame.article_url(view.notice.doi)}]
        if view.notice
        else [],
        "strip": None if preview else thread_strip("newsroom", "story", page.pk),
        "robots": "noindex" if preview else "",
        "description": page.search_description or page.standfirst,
        "feeds": [] if preview else frame.feeds_of(page.dossier.unit),
        "ask_url": frame.address("responses:ask")
        and f"{frame.address('responses:ask')}?about=newsroom.story:{page.pk}",
        "subscribe_url": frame.address("audiences:subscribe"),
        **alternates(view.card.url, other=view.twin["url"] if view.twin else ""),
    }
    context["other_language"] = _other_language(view)
    if not preview:
        context["json_ld"] = json_ld(reads.story_json_ld(page, view, names["academy_name"]))
    return page_answer(render(request, "portal/story.html", context), preview)


def corrections(request: HttpRequest) -> HttpResponse:
    """Stories that were corrected, updated, withdrawn or killed: of everybody, or of one unit and those below it."""
    unit = Unit.objects.filter(slug=request.GET["unit"]).first() if request.GET.get("unit") else None
    if request.GET.get("unit") and unit is None:
        raise Http404
    page = page_of(request, reads.notices(unit), PAGE_SIZE)
    context = {
        "page": page,
        "notices": [reads.notice(change) for change in page.object_list],
        "unit": unit,
        "contact": settings.DEFAULT_FROM_EMAIL,
        **alternates(frame.address("portal:corrections")),
    }
    return render(request, "portal/corrections.html", context)

"""Articles: the list and the page of one."""

from __future__ import annotations

from html import escape
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from scicomm.core.text import plain
from scicomm.journals.models import Article
from scicomm.journals.queries import files_of, pdf_names
from scicomm.journals.rules.citations import FORMATS, TEXTS, Work
from scicomm.portal.queries import articles as reads
from scicomm.portal.queries import frame
from scicomm.portal.queries.article_around import Around, around_article
from scicomm.portal.queries.described import cited, described
from scicomm.portal.queries.issues import issue_address, issue_words
from scicomm.portal.queries.lists import NoSuchValue, chosen_words, narrowed, type_words
from scicomm.portal.queries.one_article import find_article
from scicomm.portal.queries.papers import licence_name, paper_line
from scicomm.portal.queries.threads import thread_strip
from scicomm.portal.queries.wording import journal_words
from scicomm.portal.rules.metadata.described import Described
from scicomm.portal.rules.metadata.highwire import dublin_core, highwire, open_graph
from scicomm.portal.rules.metadata.schema_org import schema_org
from scicomm.portal.rules.metadata.signposting import header
from scicomm.portal.views.shared import alternates, json_ld, page_of
from scicomm.portal.views.tombstones import tombstone

PAGE_SIZE = 25


def articles(request: HttpRequest) -> HttpResponse:
    """All articles, narrowed as the address asks."""
    try:
        rows, selects = narrowed(request.GET)
    except NoSuchValue as error:
        raise Http404 from error
    page = page_of(request, rows, PAGE_SIZE)
    context = {
        "page": page,
        "papers": [paper_line(article) for article in page.object_list],
        "selects": selects,
        "chosen": chosen_words(selects),
        "feeds": frame.article_feeds(),
        # A list that is narrowed twice is one of a thousand: search engines need the plain one and one step from it.
        "robots": "noindex, follow" if sum(bool(select.chosen) for select in selects) > 1 else "",
        **alternates(frame.address("portal:articles")),
    }
    return render(request, "portal/articles.html", context)


def article(request: HttpRequest, doi: str) -> HttpResponse:
    """One article: full text, people, citation, versions, what was told about it."""
    found = find_article(doi)
    if found is None:
        raise Http404
    if found.doi != doi:
        return redirect(found, permanent=True)
    if found.is_withdrawn:
        return tombstone(request, found)
    around = around_article(found.pk)
    view = reads.article_view(found, around)
    work = cited(found, around)
    files = files_of(found, around.files)
    about = described(found, around, work, view.outline, files.pdf_names)
    context = {
        **article_context(found, view, work),
        "body": mark_safe(files.body),
        "files": files,
        "usage": around.usage,
        "strip": thread_strip("journals", "article", found.pk),
        "head_tags": head_tags(found, about, view.reference_tags),
        "json_ld": json_ld(schema_org(about)),
        "description": _description(found),
        "feeds": frame.journal_feeds(found.journal.slug, found.journal.title),
        **alternates(frame.article_url(found.doi)),
    }
    response = article_answer(request, context)
    response["Link"] = header(about)
    return response


# No text from outside holds this: control characters are not allowed in XML.
_BODY = "\x02body\x03"


def article_answer(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """The page, its full text put in after the template was made: each block of a template copies all that stands inside it, and
    a quarter of a million letters took longer to copy than to read."""
    body = context["body"]
    page = render_to_string("portal/article.html", {**context, "body": mark_safe(_BODY) if body else ""}, request)
    before, _mark, after = page.partition(_BODY)
    return HttpResponse(b"".join((before.encode(), body.encode(), after.encode())))


def article_context(found: Article, view: reads.ArticleView, work: Work) -> dict[str, Any]:
    """What the page of an article and that of an older version of it have in common."""
    journal = found.journal
    return {
        "article": found,
        "page_url": frame.article_url(found.doi),
        "journal_url": frame.address("portal:journal", journal.slug),
        "view": view,
        "other_words": _other_words(),
        "body": mark_safe(found.body_html),
        "body_lang": "zh-Hans" if found.language.startswith("zh") else found.language,
        "journal_title": journal_words(journal.title),
        "issue": issue_words(found.volume, found.issue, found.published_on.year),
        "issue_url": issue_address(journal.slug, found.volume, found.issue, found.published_on.year),
        "type_words": type_words(found.article_type),
        "licence": licence_name(found),
        "copyright": found.details.get("copyright", ""),
        "correspondence": found.details.get("correspondence") or [],
        "retracted": found.state == Article.State.RETRACTED,
        "citations": [(name, label, write(work)) for name, (label, write) in TEXTS.items()],
        "downloads": [(name, {"ris": "RIS", "bib": "BibTeX", "json": "CSL-JSON"}[name]) for name in FORMATS],
    }


def _other_words() -> dict[str, str]:
    """The headings of what stands in the other language, in that language."""
    with translation.override("zh-hans" if frame.language() == "en" else "en"):
        return {"abstract": _("Abstract"), "keywords": _("Keywords")}


def _description(found: Article) -> str:
    text = found.summary or plain(found.abstract)
    return text if len(text) <= 240 else text[:239].rstrip() + "…"


def head_tags(found: Article, about: Described, references: SafeString) -> SafeString:
    """The tags for programs, written here: three hundred of them in a template cost more than the rest of the page."""
    english = frame.language() == "en"
    rows = [f'<meta name="{name}" content="{escape(value)}">' for name, value in highwire(about)]
    if references:
        rows.append(references)
    for name, value, lang in dublin_core(about):
        marked = f' lang="{lang}"' if lang else ""
        rows.append(f'<meta name="{name}" content="{escape(value)}"{marked}>')
    shared = open_graph(
        about, title=found.title, description=_description(found), locale="en_GB" if english else "zh_CN"
    )
    rows += [f'<meta property="{name}" content="{escape(value)}">' for name, value in shared]
    return mark_safe("\n".join(rows))


def around_of(found: Article) -> tuple[Around, Work, Described]:
    """What the files of an article are made from; two queries."""
    around = around_article(found.pk)
    work = cited(found, around)
    return around, work, described(found, around, work, pdfs=pdf_names(found))

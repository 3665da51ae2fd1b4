"""A story as its channels need it: clean HTML that reads on its own anywhere, plain text, and pictures with their rights."""

from __future__ import annotations

import datetime as dt
import html as entities
import re
from collections.abc import Iterable

import nh3
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override
from wagtail.images.models import SourceImageIOError

from scicomm.assets.models import Asset, AssetImage, Use
from scicomm.assets.queries import use_problems
from scicomm.channels.queries.channels import story_url
from scicomm.channels.rules import absolute, entry_id, one_line
from scicomm.channels.rules.packages import Picture, StoryContent
from scicomm.core.text import pick
from scicomm.journals.models import Article
from scicomm.newsroom.models import Dossier, StoryPage
from scicomm.newsroom.queries import paper_notice
from scicomm.newsroom.queries.story_texts import pictures_of

BODY_TAGS = {
    *("a", "b", "strong", "em", "i", "sub", "sup", "br", "p", "ul", "ol", "li", "blockquote", "code", "cite"),
    *("h2", "h3", "figure", "figcaption", "img", "dl", "dt", "dd", "hr"),
    *("table", "caption", "thead", "tbody", "tr", "th", "td"),
}
_BLOCK_END = re.compile(r"</(?:p|h2|h3|li|dd|dt|tr|blockquote|figcaption|caption)>|<br>|<hr>")
_TAG = re.compile(r"<[^>]*>")


def story_html(story: StoryPage) -> str:
    """A story's body as clean HTML that reads on its own anywhere: no scripts, no styles, every address absolute."""
    return _clean(_raw_html(story))


def _raw_html(story: StoryPage) -> str:
    """The body before it is cleaned; pictures and formulas are marked, which cleaning takes off again."""
    context = {"story": story, "dossier": story.dossier, "notice": paper_notice(story.dossier)}
    return render_to_string("channels/story_body.html", context)


def _clean(raw: str, *, marked: bool = False) -> str:
    """Clean HTML of the body; `marked` keeps which picture and which formula stands where."""

    def whole(tag: str, attribute: str, value: str) -> str:
        return absolute(value, settings.SITE_URL) if attribute in {"href", "src"} else value

    attributes = {"a": {"href", "title"}, "img": {"src", "alt", "width", "height"}}
    if marked:
        attributes = {**attributes, "img": {"alt", "data-picture"}, "p": {"data-formula"}}
    clean = nh3.clean(
        raw,
        tags=BODY_TAGS,
        attributes=attributes,
        url_schemes={"http", "https", "mailto"},
        attribute_filter=whole,
        link_rel="noopener",
    ).strip()
    # A formula without words leaves nothing where its mark is taken off.
    return clean if marked else clean.replace("<p></p>", "")


def plain_text(html: str) -> str:
    """Clean HTML as text, a line for each paragraph."""
    text = entities.unescape(_TAG.sub("", _BLOCK_END.sub("\n", html)))
    return "\n".join(line for line in (one_line(line) for line in text.split("\n")) if line)


def updated_at(dossier: Dossier) -> dt.datetime:
    """When readers last got something new: a notice about the paper, the correction, or the publication."""
    return max(filter(None, [dossier.published_at, dossier.corrected_at, dossier.paper_notice_at]))


def content_of(story: StoryPage, use: str = Use.SOCIAL, version: int = 1) -> StoryContent:
    """A public story as plain values, in its own language. `use` is what its pictures are asked for (a value of assets' Use)."""
    dossier = story.dossier
    article = dossier.article
    with override(dossier.language):
        raw = _raw_html(story)
        html = _clean(raw)
        subjects = article.subjects.all() if article else ()
        return StoryContent(
            story_id=story.pk,
            revision_id=story.live_revision_id,
            title=one_line(story.title),
            standfirst=one_line(story.standfirst),
            html=html,
            text=plain_text(html),
            url=story_url(story),
            language=dossier.language,
            unit=dossier.unit.name,
            unit_slug=dossier.unit.slug,
            published_at=dossier.published_at or timezone.now(),
            changed_at=updated_at(dossier) if dossier.published_at else timezone.now(),
            entry_id=entry_id(settings.SITE_URL, dossier.published_at or timezone.now(), story.pk),
            profile=dossier.profile,
            version=version,
            authors=tuple(person.name for person in dossier.experts.all()),
            subjects=tuple((subject.code, pick(subject.name_zh, subject.name_en)) for subject in subjects),
            pictures=tuple(_pictures(story, use)),
            doi=article.doi if article else "",
            journal=article.journal.title if article else "",
            article_title=one_line(article.title) if article else "",
            article_published_on=article.published_on if article else None,
            article_type=article.article_type if article else "",
            funders=_funders(article) if article else (),
            correction=one_line(dossier.correction_note) if dossier.corrected_at else "",
            embargo_until=dossier.embargo_until,
            marked_html=_clean(raw, marked=True),
        )


def _funders(article: Article) -> tuple[str, ...]:
    """Who paid for the research, as the paper says, each once."""
    named = (one_line(str(award.get("funder") or "")) for award in article.details.get("awards", []))
    return tuple(dict.fromkeys(name for name in named if name))


def _pictures(story: StoryPage, use: str) -> Iterable[Picture]:
    found = pictures_of(story)
    rows = {asset.image_id: asset for asset in Asset.objects.filter(image_id__in={image.pk for image, _said in found})}
    problems = use_problems(rows.values(), timezone.now(), use)
    seen: set[int] = set()
    for image, said in found:
        if image.pk in seen:
            continue
        seen.add(image.pk)
        asset = rows.get(image.pk)
        why = "; ".join(problem.words for problem in problems.get(asset.pk, [])) if asset else ""
        yield _picture(image, said.alt, said.caption, said.credit, why, is_cover=said.block == "cover")


def _picture(image: AssetImage, alt: str, caption: str, credit: str, problem: str, *, is_cover: bool) -> Picture:
    return Picture(
        key=str(image.pk),
        mime=f"image/{(image.file.name.rsplit('.', 1)[-1] or 'jpeg').lower().replace('jpg', 'jpeg')}",
        width=image.width,
        height=image.height,
        alt=one_line(alt),
        caption=one_line(caption),
        credit=one_line(credit),
        licence=image.licence,
        url=_address(image),
        is_cover=is_cover,
        problem=problem,
    )


def _address(image: AssetImage) -> str:
    """Where the picture is seen at reading size; empty where its file is gone."""
    try:
        return absolute(image.get_rendition("max-1200x1200").url, settings.SITE_URL)
    except (OSError, SourceImageIOError):
        return ""

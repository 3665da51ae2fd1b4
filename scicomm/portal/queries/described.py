"""An article for programs: its work, files, people and relations, with whole addresses; how they are written is in the rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils import timezone, translation

from scicomm.journals.models import Article
from scicomm.journals.queries import lasting_address, work_of
from scicomm.journals.rules.citations import FORMATS, Work
from scicomm.portal.queries.article_around import Around
from scicomm.portal.queries.article_parts import affiliation_words
from scicomm.portal.queries.frame import article_url, outside, site_names
from scicomm.portal.queries.issues import issue_address
from scicomm.portal.rules.metadata.described import Contributor, Described, File, Notice, Place
from scicomm.portal.rules.outline import Outline

PDF, XML = "application/pdf", "application/xml"


def cited(article: Article, around: Around) -> Work:
    """The article as others cite it today. Addresses in it are those of the default language: they are printed elsewhere."""
    notice = around.notices[0] if around.notices else None
    with translation.override(settings.LANGUAGE_CODE):
        url = outside(article_url(article.doi))
    return work_of(
        article,
        around.authors,
        notice_doi=notice.doi if notice else "",
        notice_on=notice.day if notice else None,
        url=url,
        accessed_on=timezone.localdate(),
    )


def described(
    article: Article, around: Around, work: Work, outline: Outline | None = None, pdfs: Sequence[str] = ()
) -> Described:
    """All that programs are told of an article; `pdfs` are the names of its PDFs. Files are named by their addresses
    in the default language."""
    page_url = outside(article_url(article.doi))
    journal = article.journal
    with translation.override(settings.LANGUAGE_CODE):
        own = outside(article_url(article.doi))
        files = {
            "source": f"{own}article.xml",
            "json": f"{own}linkset.json",
            "txt": f"{own}linkset.txt",
            "journal": outside(journal.get_absolute_url()),
            "issue": outside(issue_address(journal.slug, article.volume, article.issue, article.published_on.year)),
        }
    image = next((figure.src for figure in outline.figures if figure.src), "") if outline else ""
    return Described(
        work=work,
        page_url=page_url,
        contributors=_contributors(work, around),
        article_type=article.article_type,
        version=article.version,
        journal_url=files["journal"],
        issue_url=files["issue"],
        licence_url=article.licence_url,
        is_open=article.is_open_access,
        items=(*(File(lasting_address(article.doi, name), PDF) for name in pdfs), File(files["source"], XML)),
        descriptions=tuple(
            File(f"{own}cite.{name}", kind.media_type.partition(";")[0]) for name, kind in FORMATS.items()
        ),
        linkset_json=files["json"],
        linkset_text=files["txt"],
        awards=article.details.get("awards") or (),
        notices=_notices(around),
        speaks_of=article.corrects.doi if article.corrects else "",
        subjects=tuple(name for _code, name in around.subjects),
        image_url=outside(image) if image else "",
        site_name=site_names()["academy_name"],
    )


def _contributors(work: Work, around: Around) -> tuple[Contributor, ...]:
    """The authors with the words and the ROR of each affiliation."""

    def place(value: Any) -> Place:
        return Place(affiliation_words(value), str(value.get("ror", "")) if isinstance(value, dict) else "")

    return tuple(
        Contributor(one, tuple(found for value in row.affiliations if (found := place(value)).name))
        for one, row in zip(work.authors, around.authors, strict=True)
    )


def _notices(around: Around) -> tuple[Notice, ...]:
    return tuple(
        Notice(outside(article_url(one.doi)), one.doi, one.title, one.day.isoformat() if one.day else "")
        for one in around.notices
    )

"""Reads of an article's files: its full text with them in place, and what a reader can download."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from scicomm.journals.models import Article, ArticleFile
from scicomm.journals.rules.packages.matching import Matcher
from scicomm.journals.rules.packages.sniff import PICTURES
from scicomm.journals.rules.parts import Shown, Words, with_files

# Short names of formats for people; any other is told by the ending of its name.
_FORMATS = {"application/pdf": "PDF", "text/csv": "CSV", "image/tiff": "TIFF", "application/zip": "ZIP"}


@dataclass(frozen=True, slots=True)
class Download:
    """A file offered to readers: `label` says what it is, `about` its format and size."""

    url: str
    label: str
    name: str
    about: str


@dataclass(frozen=True, slots=True)
class ArticleFiles:
    """The full text with its files in place, and the downloads, in one query. `figures` are pictures a page can show."""

    body: str
    pdfs: list[Download] = field(default_factory=list)
    pdf_names: list[str] = field(default_factory=list)
    supplements: list[Download] = field(default_factory=list)
    figures: list[Shown] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.pdfs or self.supplements)


def public_files(article: Article) -> list[ArticleFile]:
    """The files of an article that readers may have, as rows. One query."""
    return list(ArticleFile.objects.readable(article.pk))


def files_of(article: Article, known: list[ArticleFile] | None = None) -> ArticleFiles:
    """The files of an article that readers may have. One query, or none where they are `known`."""
    rows = public_files(article) if known is None else known
    for row in rows:
        row.article = article
    shown = {row.path: _shown(row) for row in rows}
    matcher = Matcher(shown)

    def find(href: str) -> Shown | None:
        path = matcher.find(href)
        return shown[path] if path is not None else None

    words = Words(
        no_image=_("Image not supplied"),
        no_file=_("File not supplied"),
        picture=_("Picture; the caption says what it shows"),
        full_size=_("Open in full size"),
    )
    return ArticleFiles(
        body=with_files(article.body_html, find, words),
        pdfs=[_download(row, _("Article as PDF")) for row in rows if row.role == ArticleFile.Role.PDF],
        pdf_names=[row.name for row in rows if _is_pdf(row)],
        supplements=[
            _download(row, row.title or row.name)
            for row in rows
            if row.role in {ArticleFile.Role.SUPPLEMENT, ArticleFile.Role.MEDIA}
        ],
        figures=[
            shown[row.path] for row in rows if row.role == ArticleFile.Role.FIGURE and shown[row.path].picture_url
        ],
    )


def _is_pdf(row: ArticleFile) -> bool:
    return row.role == ArticleFile.Role.PDF and row.kind == "application/pdf"


def pdf_names(article: Article) -> list[str]:
    """The names of the PDFs of the article itself that readers may have. One query."""
    rows = article.files.filter(is_current=True, role=ArticleFile.Role.PDF, kind="application/pdf")
    return list(rows.values_list("name", flat=True))


def lasting_address(doi: str, name: str) -> str:
    """The whole address of a file for programs and registers, which keep it: in the default language, and without the mark of its
    content, so that it leads to the newest form."""
    with translation.override(settings.LANGUAGE_CODE):
        return f"{settings.SITE_URL}{reverse('portal:article_file', args=[doi, name])}"


def _shown(row: ArticleFile) -> Shown:
    is_picture = bool(row.web_file) or row.kind in PICTURES
    return Shown(
        url=row.get_absolute_url(),
        name=row.name,
        kind=row.kind,
        size_words=about(row),
        picture_url=row.web_url if is_picture else "",
        width=row.web_width or row.width,
        height=row.web_height or row.height,
    )


def _download(row: ArticleFile, label: str) -> Download:
    return Download(row.get_absolute_url(), label, row.name, about(row))


def about(row: ArticleFile) -> str:
    """Format and size of a file in words."""
    ending = row.name.rpartition(".")[2].upper()
    kind = _FORMATS.get(row.kind) or (ending if len(ending) <= 5 and ending != row.name.upper() else "")
    return ", ".join(part for part in (kind, filesizeformat(row.size)) if part)

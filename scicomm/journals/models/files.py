"""The files that came with an article: figures, PDF, supplements, media, and the rest of its package."""

from __future__ import annotations

from urllib.parse import quote

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from scicomm.journals.models.articles import Article
from scicomm.journals.models.storage import journal_storage


class ArticleFileQuerySet(models.QuerySet["ArticleFile"]):
    def readable(self, article_id: int) -> ArticleFileQuerySet:
        """What readers may have of an article: everything current but what only lay in the package."""
        return self.filter(article=article_id, is_current=True).exclude(role=ArticleFile.Role.OTHER)


class ArticleFile(models.Model):
    """One part of an article as it came in a package; what a newer package replaced stays, no longer current."""

    class Role(models.TextChoices):
        FIGURE = "figure", _("figure")
        PDF = "pdf", _("article as PDF")
        SUPPLEMENT = "supplement", _("supplement")
        MEDIA = "media", _("audio or video")
        OTHER = "other", _("other part of the package")

    article = models.ForeignKey(Article, models.CASCADE, related_name="files", verbose_name=_("article"))
    version = models.PositiveIntegerField(_("came with version"))
    role = models.CharField(_("role"), max_length=12, choices=Role.choices)
    path = models.CharField(_("path in the package"), max_length=500)
    name = models.CharField(_("file name"), max_length=160, help_text=_("The last part of its address."))
    title = models.CharField(_("title"), max_length=300, blank=True)
    kind = models.CharField(_("media type"), max_length=100, help_text=_("Told from its bytes, not from its name."))
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    file = models.FileField(_("file"), storage=journal_storage, max_length=200)
    width = models.PositiveIntegerField(_("width in pixels"), default=0)
    height = models.PositiveIntegerField(_("height in pixels"), default=0)
    web_file = models.FileField(
        _("form for browsers"), storage=journal_storage, max_length=200, blank=True,
        help_text=_("Where browsers cannot show the picture itself."),
    )  # fmt: skip
    web_width = models.PositiveIntegerField(_("width of the form for browsers"), default=0)
    web_height = models.PositiveIntegerField(_("height of the form for browsers"), default=0)
    is_current = models.BooleanField(_("current"), default=True)
    received_at = models.DateTimeField(_("received at"), auto_now_add=True)

    objects = ArticleFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("article file")
        verbose_name_plural = _("article files")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["article", "path", "sha256"], name="journals_file_once"),
            models.UniqueConstraint(
                fields=["article", "name"], condition=Q(is_current=True), name="journals_file_name_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_public(self) -> bool:
        """Whether readers may have it: everything but what only lay in the package, such as reviews and letters."""
        return self.is_current and self.role != self.Role.OTHER

    @property
    def web_name(self) -> str:
        """The name of the form for browsers; empty where there is none."""
        return f"{self.name}.webp" if self.web_file else ""

    def get_absolute_url(self) -> str:
        return self._address(self.name)

    @property
    def web_url(self) -> str:
        """Where a page takes the picture from: the form for browsers, else the file itself."""
        return self._address(self.web_name or self.name)

    def _address(self, name: str) -> str:
        """With a mark that changes with the content, so that a browser may keep what it has for ever."""
        return f"{reverse('portal:article_file', args=[self.article.doi, name])}?v={quote(self.sha256[:12])}"

"""Articles with their authors, versions and relations."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from scicomm.core.models import Subject
from scicomm.core.text import pick
from scicomm.journals.models.journals import Journal
from scicomm.organisation.models import Person, Unit


class PublicArticles(models.Manager["Article"]):
    """Articles that are not withdrawn: what pages, lists, feeds and other rooms speak of."""

    def get_queryset(self) -> models.QuerySet[Article]:
        return super().get_queryset().filter(withdrawn_at__isnull=True)


class Article(models.Model):
    """A journal article as it was taken in: title, abstract, people, full text. Its unit is its journal's.

    No article is ever deleted. One that is withdrawn keeps its row, its sources and its address, which says why; `objects` leaves
    it out, so that nothing shows it by oversight, and `everything` (what Django itself follows relations with) has it.
    """

    class State(models.TextChoices):
        CURRENT = "current", _("current")
        CORRECTED = "corrected", _("corrected")
        CONCERN = "concern", _("expression of concern")
        RETRACTED = "retracted", _("retracted")

    journal = models.ForeignKey(Journal, models.PROTECT, related_name="articles", verbose_name=_("journal"))
    doi = models.CharField(_("DOI"), max_length=500, unique=True)
    language = models.CharField(_("language"), max_length=10)
    article_type = models.CharField(_("type"), max_length=60)
    title_zh = models.TextField(_("Chinese title"), blank=True)
    title_en = models.TextField(_("English title"), blank=True)
    title_html = models.TextField(_("title with its markup"), blank=True)
    abstract_zh = models.TextField(_("Chinese abstract"), blank=True, help_text=_("sanitised HTML"))
    abstract_en = models.TextField(_("English abstract"), blank=True, help_text=_("sanitised HTML"))
    summary_zh = models.TextField(_("plain-language summary, Chinese"), blank=True)
    summary_en = models.TextField(_("plain-language summary, English"), blank=True)
    # What reviewers of the house approved, by language: text, reviewer, day, version. Written by approve_summary alone.
    reviewed_summaries = models.JSONField(
        _("summaries reviewed in the house"), default=dict, blank=True, editable=False
    )
    keywords_zh = models.JSONField(_("Chinese keywords"), default=list, blank=True)
    keywords_en = models.JSONField(_("English keywords"), default=list, blank=True)
    published_on = models.DateField(_("published on"))
    volume = models.CharField(_("volume"), max_length=20, blank=True)
    issue = models.CharField(_("issue"), max_length=20, blank=True)
    pages = models.CharField(_("pages or number"), max_length=40, blank=True)
    licence_url = models.CharField(_("licence address"), max_length=300, blank=True)
    licence_text = models.TextField(_("licence"), blank=True)
    is_open_access = models.BooleanField(_("open access"), default=False)
    subjects = models.ManyToManyField(Subject, blank=True, verbose_name=_("subjects"))
    body_html = models.TextField(_("full text"), blank=True, help_text=_("sanitised HTML"))
    body_text = models.TextField(_("full text, plain"), blank=True)
    references = models.JSONField(_("references"), default=list, blank=True)
    details = models.JSONField(_("other details"), default=dict, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.CURRENT)
    corrects = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="notices", verbose_name=_("is a notice about")
    )
    content_hash = models.CharField(_("content hash"), max_length=64)
    version = models.PositiveIntegerField(_("version"), default=1)
    received_at = models.DateTimeField(_("received at"), auto_now_add=True)
    # The datestamp of the article's record for harvesters (OAI-PMH): whoever changes a row without `save` sets it too.
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)
    similar_at = models.DateTimeField(_("similar articles found at"), null=True, blank=True, db_index=True)
    withdrawn_at = models.DateTimeField(_("out of public view since"), null=True, blank=True)
    withdrawal_reason = models.TextField(_("reason of the withdrawal"), blank=True)
    # While this is set the article is out of public view too (`withdrawn_at`), so that whatever hides the one hides the other;
    # the job that lifts the embargo empties both. Written by set_article_embargo and lift_article_embargoes alone.
    embargo_until = models.DateTimeField(_("under embargo until"), null=True, blank=True, editable=False)

    # Wagtail's index of references looks for rows in `objects`; and nobody asks it where a journal or a discipline is used.
    wagtail_reference_index_ignore = True

    everything: ClassVar[models.Manager[Article]] = models.Manager()
    objects: ClassVar[models.Manager[Article]] = PublicArticles()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["-published_on", "-id"]
        indexes = [
            models.Index(fields=["journal", "-published_on"], name="journals_article_recent"),
            models.Index(fields=["changed_at", "id"], name="journals_article_datestamp"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return pick(self.title_zh, self.title_en)

    @property
    def abstract(self) -> str:
        return pick(self.abstract_zh, self.abstract_en)

    @property
    def summary(self) -> str:
        """The plain-language summary in the reader's language, or the other one."""
        return pick(self.summary_zh, self.summary_en)

    @property
    def title_markup(self) -> str:
        """The title in the reader's language as sanitised HTML (sub, sup, i, b and formulas only)."""
        known = self.details.get("titles_html", {})
        return pick(known.get("zh", ""), known.get("en", "")) or self.title_html

    @property
    def is_retracted(self) -> bool:
        return self.state == self.State.RETRACTED

    @property
    def is_withdrawn(self) -> bool:
        """Whether it is out of public view, for good or under an embargo."""
        return self.withdrawn_at is not None

    @property
    def unit(self) -> Unit:
        return self.journal.unit

    def get_absolute_url(self) -> str:
        return reverse("portal:article", args=[self.doi])


class Authorship(models.Model):
    """An author of an article, in order, with the name in each script; linked to a person of the house by ORCID."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="authors", verbose_name=_("article"))
    position = models.PositiveIntegerField(_("position"))
    person = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="authorships", verbose_name=_("person")
    )
    name_zh = models.CharField(_("Chinese name"), max_length=120, blank=True)
    name_en = models.CharField(_("Latin name"), max_length=200, blank=True)
    family_name_en = models.CharField(_("family name, Latin"), max_length=120, blank=True)
    given_name_en = models.CharField(_("given name, Latin"), max_length=120, blank=True)
    orcid = models.CharField(_("ORCID iD"), max_length=19, blank=True, db_index=True)
    affiliations = models.JSONField(_("affiliations"), default=list, blank=True)
    is_corresponding = models.BooleanField(_("corresponding author"), default=False)

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["article", "position"], name="journals_author_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return pick(self.name_zh, self.name_en)

    @property
    def affiliation_names(self) -> list[str]:
        """The affiliations in the reader's language, or in whichever the source had."""
        named = [place.get("texts", {}) for place in self.affiliations]
        return [
            pick(texts.get("zh", ""), texts.get("en", "")) or next(iter(texts.values()), "") for texts in named if texts
        ]


class ArticleRelation(models.Model):
    """What a source says of another article: a correction of it, a comment on it, a companion.

    `target` is set once the relation has taken effect: the notice speaks of that article and its state says so.
    """

    article = models.ForeignKey(Article, models.CASCADE, related_name="relations", verbose_name=_("article"))
    kind = models.CharField(_("kind"), max_length=60)
    doi = models.CharField(_("DOI"), max_length=500, blank=True, db_index=True)
    href = models.CharField(_("address"), max_length=1000, blank=True)
    text = models.TextField(_("text"), blank=True)
    target = models.ForeignKey(
        Article, models.SET_NULL, null=True, blank=True, related_name="spoken_of", verbose_name=_("speaks of")
    )

    class Meta:
        verbose_name = _("related article")
        verbose_name_plural = _("related articles")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["article", "kind", "doi", "href"], name="journals_relation_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.doi or self.href}"


class ArticleVersion(models.Model):
    """One version of an article's source, kept whole."""

    class Form(models.TextChoices):
        """Whether harvesters can be given the source; a job of the worker looks once."""

        UNKNOWN = "unknown", _("not looked at yet")
        GOOD = "good", _("can be given")
        BAD = "bad", _("cannot be given")

    article = models.ForeignKey(Article, models.CASCADE, related_name="versions", verbose_name=_("article"))
    number = models.PositiveIntegerField(_("number"))
    content_hash = models.CharField(_("content hash"), max_length=64)
    source = models.BinaryField(_("source file"))
    file_name = models.CharField(_("file name"), max_length=300)
    received_at = models.DateTimeField(_("received at"), auto_now_add=True)
    form = models.CharField(_("as a record in JATS"), max_length=8, choices=Form.choices, default=Form.UNKNOWN)

    class Meta:
        verbose_name = _("article version")
        verbose_name_plural = _("article versions")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["article", "number"], name="journals_version_once")]
        indexes = [
            models.Index(fields=["id"], name="journals_version_unseen", condition=models.Q(form="unknown")),
        ]

    def __str__(self) -> str:
        return f"{self.article.doi} v{self.number}"

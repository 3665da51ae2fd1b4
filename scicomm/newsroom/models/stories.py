"""Stories and their dossiers; rounds of review, signatures and Wagtail's review task stand in files of their own.

What must not come back with an older revision (unit, embargo, state, signatures) is kept in rows outside the page.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import CommentPanel, FieldPanel, MultiFieldPanel
from wagtail.models import Page, PagePermissionTester, Revision

from scicomm.core.doors import is_open, knock
from scicomm.core.pages import DispatchedPage
from scicomm.core.streamfield import StreamField
from scicomm.journals.models import Article
from scicomm.newsroom.blocks import StoryBody
from scicomm.newsroom.enums import ChangeKind, Profile, StoryState
from scicomm.newsroom.models.topics import Topic
from scicomm.organisation.models import Person, Unit
from scicomm.organisation.permissions import units_under

DOOR = "newsroom.story"


class OneDoor(PermissionDenied):
    """A story was about to change its public state, its place or its copies by another way than newsroom.actions."""


class StoryPermissionTester(PagePermissionTester):
    """Denies everyone, superusers included, every Wagtail verb that would make, move, copy, publish or remove a story."""

    def _refused(self, *args: Any, **kwargs: Any) -> bool:
        return False

    can_publish = can_unpublish = can_delete = can_move = can_copy = can_publish_subpage = _refused
    can_unschedule = can_set_view_restrictions = can_add_subpage = can_reorder_children = _refused

    def can_move_to(self, destination: Page) -> bool:
        return False

    def can_copy_to(self, destination: Page, recursive: bool = False) -> bool:
        return False


class StoryPage(DispatchedPage):
    """A story: a piece of content with its revisions, under its unit's page. Only newsroom.actions makes it public."""

    standfirst = models.TextField(
        _("standfirst"), blank=True, help_text=_("One sentence: the result and why it matters.")
    )
    body = StreamField(StoryBody(), blank=True, verbose_name=_("body"))
    cover_image = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("cover"),
    )
    cover_formula = models.CharField(_("drawn cover"), max_length=20, blank=True)
    cover_pigment = models.CharField(_("pigment"), max_length=20, blank=True)
    cover_caption = models.CharField(_("what the cover shows"), max_length=300, blank=True)

    parent_page_types = ["organisation.UnitPage"]
    subpage_types: list[str] = []
    content_panels = [
        *Page.content_panels,
        FieldPanel("standfirst"),
        FieldPanel("body"),
        MultiFieldPanel(
            [
                FieldPanel("cover_image"),
                FieldPanel("cover_caption"),
            ],
            heading=_("Cover"),
        ),
        # Wagtail puts it among the settings, of which a story has none.
        CommentPanel(),
    ]
    # No go_live_at or expire_at: time is the newsroom's, and an embargo is not a schedule.
    settings_panels: list[Any] = []

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        """Stories are started from a topic, never from Wagtail's page tree."""
        return is_open(DOOR) and super().can_create_at(parent)

    def permissions_for_user(self, user: Any) -> StoryPermissionTester:
        return StoryPermissionTester(user, self)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A guard, not an effect: refuses a new page, and any change of `live` or `live_revision`, but through the door."""
        if not is_open(DOOR):
            before = StoryPage.objects.filter(pk=self.pk).values_list("live", "live_revision_id").first()
            if before is None or before != (self.live, self.live_revision_id):
                raise OneDoor(_("Stories are started, published and withdrawn in the newsroom only."))
        super().save(*args, **kwargs)

    def save_revision(self, *args: Any, **kwargs: Any) -> Revision:
        """Every new revision, from whichever screen, goes through the newsroom, which voids older approvals."""
        if is_open(DOOR):
            return super().save_revision(*args, **kwargs)
        return knock("newsroom.revise_story", self, save=super().save_revision, arguments=kwargs)

    def move(self, target: Page, pos: str | None = None, user: Any = None) -> None:
        if not is_open(DOOR):
            raise OneDoor(_("A story stays with its unit."))
        super().move(target, pos=pos, user=user)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        if not is_open(DOOR):
            raise OneDoor(_("A story is withdrawn, never deleted."))
        return super().delete(*args, **kwargs)


class DossierQuerySet(models.QuerySet["Dossier"]):
    def public(self) -> DossierQuerySet:
        """What anyone may read. A public story stays public while its correction is under review."""
        return self.filter(story__live=True, published_at__isnull=False, withdrawn_at__isnull=True)

    def for_user(self, user: Any) -> DossierQuerySet:
        """The dossiers of units in or above which the user holds an overseeing role, and the user's own stories."""
        return self.filter(models.Q(unit__in=units_under(user)) | models.Q(author=user if user.pk else None))


class Dossier(models.Model):
    """What is known of a story outside its text: unit, origin, experts, state, embargo, the approved revision."""

    story = models.OneToOneField(StoryPage, models.PROTECT, related_name="dossier", verbose_name=_("story"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="dossiers", verbose_name=_("unit"))
    topic = models.ForeignKey(
        Topic, models.PROTECT, null=True, blank=True, related_name="dossiers", verbose_name=_("topic")
    )
    article = models.ForeignKey(
        Article, models.PROTECT, null=True, blank=True, related_name="dossiers", verbose_name=_("article")
    )
    experts = models.ManyToManyField(Person, blank=True, related_name="dossiers", verbose_name=_("experts"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="dossiers",
        verbose_name=_("writer"),
    )
    language = models.CharField(_("language"), max_length=10)
    profile = models.CharField(_("kind of piece"), max_length=20, choices=Profile.choices, default=Profile.NEWS)
    state = models.CharField(_("state"), max_length=16, choices=StoryState.choices, default=StoryState.DRAFT)
    # What the row in Embargo says, kept here so that pages, feeds and the job that lifts read nothing more. Written only by
    # actions/embargo_rows.py; everybody else reads it here and changes it through actions.set_embargo.
    embargo_until = models.DateTimeField(_("embargo until"), null=True, blank=True)
    # A plan of ours, apart from the embargo, which is a promise to others: never before it. Written by set_release_time alone.
    release_at = models.DateTimeField(_("planned release"), null=True, blank=True)
    # The revision that all signatures speak of; a later edit makes it None again.
    reviewed_revision = models.ForeignKey(
        Revision, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("revision under review")
    )
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    corrected_at = models.DateTimeField(_("corrected at"), null=True, blank=True)
    # What the last change was, for the page; every change is kept in StoryChange.
    change_kind = models.CharField(_("kind of the last change"), max_length=10, blank=True, choices=ChangeKind.choices)
    correction_note = models.TextField(_("correction note"), blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawal_reason = models.TextField(_("why it was withdrawn"), blank=True)
    # What stands against the paper (kind, on, doi), written by follow_paper alone, so that the story's page reads nothing more.
    paper_notice = models.JSONField(_("notice about the paper"), default=dict, blank=True, editable=False)
    paper_notice_at = models.DateTimeField(_("notice came at"), null=True, blank=True, editable=False)
    paper_notice_dealt_at = models.DateTimeField(_("notice dealt with at"), null=True, blank=True, editable=False)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = DossierQuerySet.as_manager()

    class Meta:
        verbose_name = _("story dossier")
        verbose_name_plural = _("story dossiers")
        ordering = ["-changed_at"]
        indexes = [
            models.Index(fields=["state", "-published_at"], name="newsroom_dossier_public"),
            models.Index(fields=["unit", "state"], name="newsroom_dossier_unit"),
        ]

    def __str__(self) -> str:
        return str(self.story)

    @property
    def notice_waits(self) -> bool:
        """Whether something happened to the paper that nobody has dealt with."""
        return self.paper_notice_at is not None and self.paper_notice_dealt_at is None

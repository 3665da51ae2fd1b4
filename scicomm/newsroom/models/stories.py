"""Stories and all that stands beside them: the dossier, the signatures, the review task.

What must not come back with an older revision (unit, embargo, state, signatures) is kept in rows outside the page.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page, PagePermissionTester, Revision, Task

from scicomm.core.doors import is_open, knock
from scicomm.core.pages import DispatchedPage
from scicomm.core.streamfield import StreamField
from scicomm.journals.models import Article
from scicomm.newsroom.blocks import StoryBody
from scicomm.newsroom.enums import STATE_OF_STEP, Step, StoryState, Verdict
from scicomm.newsroom.models.planning import Topic
from scicomm.organisation.models import Person, Unit
from scicomm.organisation.permissions import Role, holds, units_under

DOOR = "newsroom.story"
ROLE_OF_STEP = {
    Step.FIRST: Role.FIRST_REVIEWER,
    Step.SECOND: Role.SECOND_REVIEWER,
    Step.FINAL: Role.FINAL_REVIEWER,
}


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
    state = models.CharField(_("state"), max_length=16, choices=StoryState.choices, default=StoryState.DRAFT)
    embargo_until = models.DateTimeField(_("embargo until"), null=True, blank=True)
    # The revision that all signatures speak of; a later edit makes it None again.
    reviewed_revision = models.ForeignKey(
        Revision, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("revision under review")
    )
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    corrected_at = models.DateTimeField(_("corrected at"), null=True, blank=True)
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


class SignOff(models.Model):
    """One reviewer's decision on one step for one revision."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="sign_offs", verbose_name=_("story"))
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+", verbose_name=_("revision"))
    step = models.CharField(_("step"), max_length=10, choices=Step.choices)
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict.choices)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("reviewer"))
    note = models.TextField(_("comment"), blank=True)
    made_at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("sign-off")
        verbose_name_plural = _("sign-offs")
        ordering = ["made_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "revision", "step"],
                condition=models.Q(verdict="approved"),
                name="newsroom_one_approval_a_step",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_step_display()}: {self.get_verdict_display()}"


class ReviewTask(Task):
    """One of the three reviews as a Wagtail task: who may sign depends on the story's unit, not on a group."""

    step = models.CharField(_("step"), max_length=10, choices=Step.choices, unique=True)

    admin_form_fields = [*Task.admin_form_fields, "step"]

    class Meta:
        verbose_name = _("review step")
        verbose_name_plural = _("review steps")

    def may_sign(self, story: Any, user: Any) -> bool:
        dossier = Dossier.objects.select_related("unit").filter(story_id=story.pk).first()
        return dossier is not None and holds(user, [ROLE_OF_STEP[Step(self.step)]], dossier.unit)

    def start(self, workflow_state: Any, user: Any = None) -> Any:
        task_state = super().start(workflow_state, user=user)
        knock("newsroom.step_started", workflow_state.content_object, step=Step(self.step), acting_user=user)
        return task_state

    def on_action(self, task_state: Any, user: Any, action_name: str, **kwargs: Any) -> None:
        """Approve or return from Wagtail's own screens: the same action as from the desk."""
        story = task_state.workflow_state.content_object
        verb = {"approve": "newsroom.approve_story", "reject": "newsroom.return_story"}[action_name]
        knock(verb, story, acting_user=user, note=kwargs.get("comment", ""))

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        return self.may_sign(obj, user)

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        return not self.may_sign(obj, user)

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        if not self.may_sign(obj, user):
            return []
        return [("reject", _("Return with a comment"), True), ("approve", _("Approve"), False)]

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> Any:
        stories = Dossier.objects.filter(
            unit__in=units_under(user, [ROLE_OF_STEP[Step(self.step)]]), state=STATE_OF_STEP[Step(self.step)]
        ).values_list("story_id", flat=True)
        states = self.task_states.filter(status="in_progress")
        return states.filter(workflow_state__object_id__in=[str(pk) for pk in stories])

    @classmethod
    def get_description(cls) -> str:
        return str(_("A reviewer appointed for the story's unit, or for one above it, signs this step."))

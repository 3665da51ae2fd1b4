"""What is kept of a journal beside its papers: bodies, editors, indexes, indicators by year, goals, resources, steps."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from scicomm.core.text import pick
from scicomm.journals.models.journals import Journal, Stage
from scicomm.organisation.models import Person, Unit
from scicomm.organisation.rules import check_orcid

YEARS = [MinValueValidator(1900), MaxValueValidator(2100)]
WEB = [URLValidator(schemes=["http", "https"])]


class JournalBody(models.Model):
    """A body that stands behind a journal, as the imprint names it: 主管 (authority), 主办 (sponsor), 协办 (co-sponsor)."""

    class Kind(models.TextChoices):
        AUTHORITY = "authority", _("authority in charge")
        SPONSOR = "sponsor", _("sponsor")
        CO_SPONSOR = "co_sponsor", _("co-sponsor")
        PUBLISHER = "publisher", _("publishing house")

    journal = models.ForeignKey(Journal, models.CASCADE, related_name="bodies", verbose_name=_("journal"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit of the house")
    )
    name_zh = models.CharField(_("Chinese name"), max_length=200, blank=True)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("place in the list"), default=1)

    class Meta:
        verbose_name = _("body behind a journal")
        verbose_name_plural = _("bodies behind journals")
        ordering = ["kind", "position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False) | ~Q(name_zh="") | ~Q(name_en=""),
                name="journals_body_named",
                violation_error_message=_("Choose a unit of the house or write the name."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.unit.name if self.unit else pick(self.name_zh, self.name_en)


class JournalEditor(models.Model):
    """Somebody who edits a journal for a time: a person of the house, or a name from outside in both scripts."""

    class Role(models.TextChoices):
        CHIEF = "chief", _("editor-in-chief")
        ASSOCIATE = "associate", _("associate editor")
        MANAGING = "managing", _("managing editor")
        BOARD = "board", _("member of the editorial board")

    journal = models.ForeignKey(Journal, models.CASCADE, related_name="editors", verbose_name=_("journal"))
    role = models.CharField(_("role"), max_length=10, choices=Role.choices)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person of the house")
    )
    name_zh = models.CharField(_("Chinese name"), max_length=120, blank=True)
    name_en = models.CharField(_("Latin name"), max_length=200, blank=True)
    affiliation = models.CharField(_("where they work"), max_length=200, blank=True)
    orcid = models.CharField(_("ORCID iD"), max_length=19, blank=True, validators=[check_orcid])
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("editor")
        verbose_name_plural = _("editors")
        ordering = ["role", F("starts_on").asc(nulls_first=True), "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False) | ~Q(name_zh="") | ~Q(name_en=""),
                name="journals_editor_named",
                violation_error_message=_("Choose a person of the house or write the name."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="journals_editor_term",
                violation_error_message=_("The term ends before it begins."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.person.name if self.person else pick(self.name_zh, self.name_en)

    @property
    def orcid_shown(self) -> str:
        return (self.person.orcid or "") if self.person else self.orcid


class JournalIndexing(models.Model):
    """An index or database that takes the journal in, with since when."""

    journal = models.ForeignKey(Journal, models.CASCADE, related_name="indexings", verbose_name=_("journal"))
    service = models.CharField(_("index or database"), max_length=120)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("index that holds a journal")
        verbose_name_plural = _("indexes that hold journals")
        ordering = ["service", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="journals_indexing_term",
                violation_error_message=_("It ends before it begins."),
            )
        ]

    def __str__(self) -> str:
        return self.service


class JournalIndicator(models.Model):
    """What can be measured of a journal each year: data, because next year somebody measures something else."""

    class Direction(models.TextChoices):
        MORE = "more", _("more is better")
        LESS = "less", _("less is better")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_zh = models.CharField(_("Chinese name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=80)
    measure_zh = models.CharField(_("measured in, Chinese"), max_length=20, blank=True)
    measure_en = models.CharField(_("measured in, English"), max_length=20, blank=True)
    direction = models.CharField(_("direction"), max_length=4, choices=Direction.choices, default=Direction.MORE)
    decimals = models.PositiveSmallIntegerField(_("decimals"), default=0, validators=[MaxValueValidator(4)])
    is_share = models.BooleanField(_("a share in per cent (0 to 100)"), default=False)
    position = models.PositiveSmallIntegerField(_("place in the list"), default=100)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("journal indicator")
        verbose_name_plural = _("journal indicators")
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return pick(self.name_zh, self.name_en)

    @property
    def measure(self) -> str:
        return "%" if self.is_share else pick(self.measure_zh, self.measure_en)


class IndicatorValue(models.Model):
    """One value of one journal for one year. A correction is a higher version; the old value stands in the audit."""

    journal = models.ForeignKey(Journal, models.CASCADE, related_name="values", verbose_name=_("journal"))
    indicator = models.ForeignKey(JournalIndicator, models.PROTECT, related_name="values", verbose_name=_("indicator"))
    year = models.PositiveSmallIntegerField(_("year"), validators=YEARS)
    value = models.DecimalField(_("value"), max_digits=16, decimal_places=4)
    source = models.CharField(_("source"), max_length=200, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        verbose_name = _("indicator value")
        verbose_name_plural = _("indicator values")
        ordering = ["indicator", "-year"]
        constraints = [
            models.UniqueConstraint(
                fields=["journal", "indicator", "year"],
                name="journals_value_once",
                violation_error_message=_("There is a value for this year already; change that one."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.year}: {self.value}"


class JournalGoal(models.Model):
    """A value an indicator should have by the end of a year, and the unit that answers for it."""

    journal = models.ForeignKey(Journal, models.CASCADE, related_name="goals", verbose_name=_("journal"))
    indicator = models.ForeignKey(JournalIndicator, models.PROTECT, related_name="goals", verbose_name=_("indicator"))
    target = models.DecimalField(_("target"), max_digits=16, decimal_places=4)
    from_year = models.PositiveSmallIntegerField(_("measured from"), validators=YEARS)
    by_year = models.PositiveSmallIntegerField(_("by the end of"), validators=YEARS)
    owner = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit that answers for it"))
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("goal of a journal")
        verbose_name_plural = _("goals of journals")
        ordering = ["by_year", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(by_year__gt=F("from_year")),
                name="journals_goal_span",
                violation_error_message=_("A goal ends after the year it is measured from."),
            ),
            models.UniqueConstraint(
                fields=["journal", "indicator", "by_year"],
                name="journals_goal_once",
                violation_error_message=_("There is a goal for this indicator and year already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}, {self.by_year}"


class ResourceLine(models.Model):
    """What a journal is given in a year: money in a currency; posts, rooms, services in their own measure."""

    class Kind(models.TextChoices):
        MONEY = "money", _("money")
        POSTS = "posts", _("posts")
        SPACE = "space", _("rooms")
        SERVICES = "services", _("services")

    journal = models.ForeignKey(Journal, models.CASCADE, related_name="resources", verbose_name=_("journal"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit that gives it"))
    year = models.PositiveSmallIntegerField(_("year"), validators=YEARS)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2, validators=[MinValueValidator(0)])
    measure = models.CharField(
        _("currency or measure"),
        max_length=20,
        help_text=_("CNY, USD …; for posts, rooms and services: posts, m², hours."),
    )
    funds = models.CharField(_("source of funds"), max_length=200, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("resource of a journal")
        verbose_name_plural = _("resources of journals")
        ordering = ["-year", "kind", "id"]
        indexes = [models.Index(fields=["unit", "year"], name="journals_resource_sums")]

    def __str__(self) -> str:
        return f"{self.year} {self.get_kind_display()}: {self.amount} {self.measure}"


class JournalStep(models.Model):
    """One step on the way of a title: which, when, by whom, why, and where its papers are."""

    journal = models.ForeignKey(Journal, models.CASCADE, related_name="steps", verbose_name=_("journal"))
    stage = models.CharField(_("step"), max_length=12, choices=Stage.choices)
    taken_on = models.DateField(_("on"))
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("entered by")
    )
    note = models.TextField(_("note"), blank=True)
    documents = models.CharField(_("where its documents are"), max_length=500, blank=True, validators=WEB)

    class Meta:
        verbose_name = _("step of a journal")
        verbose_name_plural = _("steps of journals")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.get_stage_display()

"""What kind of piece a story is, and what units ask of each kind."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.permissions import policy_registry

from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.ledger import record
from scicomm.facts import newsroom as facts
from scicomm.facts.base import ref
from scicomm.newsroom.actions.stories import locked_dossier
from scicomm.newsroom.enums import IN_REVIEW, Profile, StoryState
from scicomm.newsroom.models import Dossier, StoryPage, UnitProfileRule
from scicomm.newsroom.models.profiles import NUMBERS
from scicomm.newsroom.permissions import can_set_profile
from scicomm.organisation.permissions import require

PROFILE_SET = audit_entry("newsroom.story.profile", gettext_lazy("Set kind of piece"), shred=nothing_personal)
RULE_SAVED = audit_entry(
    "newsroom.profile_rule.save", gettext_lazy("Save rule for a kind of piece"), shred=nothing_personal
)
RULE_DELETED = audit_entry(
    "newsroom.profile_rule.delete", gettext_lazy("Delete rule for a kind of piece"), shred=nothing_personal
)


@transaction.atomic
def set_profile(story: StoryPage, *, profile: str, acting_user: Any) -> Dossier:
    """Make a story another kind of piece; its blocks and lengths are measured by that kind from then on."""
    dossier = locked_dossier(story)
    if dossier.state in IN_REVIEW or dossier.state == StoryState.HELD:
        raise ValidationError(_("The story is in review as another kind of piece. Have it returned first."))
    require(can_set_profile(acting_user, dossier))
    chosen = Profile(profile)
    if dossier.profile == chosen:
        return dossier
    old, dossier.profile = dossier.profile, chosen
    dossier.save(update_fields=["profile", "changed_at"])
    audit(PROFILE_SET, story, user=acting_user, old=old, new=chosen.value)
    record(
        facts.StoryProfileSet(
            unit_id=dossier.unit_id, subject=ref("newsroom", "story", story.pk), actor_id=acting_user.pk,
            profile=chosen.value,
        )
    )  # fmt: skip
    return dossier


def _require(acting_user: Any, action: str, rule: UnitProfileRule) -> None:
    require(policy_registry.get_by_type(UnitProfileRule).user_has_permission_for_instance(acting_user, action, rule))


def _said_of(rule: UnitProfileRule) -> dict[str, Any]:
    return {name: getattr(rule, name) for name in (*NUMBERS, "profile", "needs")}


@transaction.atomic
def save_profile_rule(rule: UnitProfileRule, *, acting_user: Any, **values: Any) -> UnitProfileRule:
    """Set what a unit asks of a kind of piece. Refuses lengths that cross, an unknown need, and a second rule of one kind."""
    if rule.pk:
        rule = UnitProfileRule.objects.select_for_update(of=("self",)).select_related("unit").get(pk=rule.pk)
        _require(acting_user, "change", rule)
    old = _said_of(rule) if rule.pk else None
    for name in ("unit", "profile", *NUMBERS, "needs"):
        if name in values:
            setattr(rule, name, values[name])
    _require(acting_user, "change" if rule.pk else "add", rule)
    rule.full_clean()
    rule.save()
    audit(RULE_SAVED, rule, user=acting_user, old=old, new=_said_of(rule))
    return rule


@transaction.atomic
def delete_profile_rule(rule: UnitProfileRule, *, acting_user: Any) -> None:
    """From then on the unit asks what is asked above it."""
    _require(acting_user, "delete", rule)
    audit(RULE_DELETED, rule, user=acting_user, old=_said_of(rule))
    rule.delete()

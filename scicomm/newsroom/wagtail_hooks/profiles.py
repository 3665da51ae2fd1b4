"""Rules for kinds of piece and the term base in Wagtail's admin, with who may change them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.permissions import register_permission_policy

from scicomm.core.models import Term
from scicomm.newsroom.models import UnitProfileRule
from scicomm.newsroom.viewsets import ProfileRuleViewSet, TermViewSet
from scicomm.organisation.permissions import HousePolicy, UnitPermissionPolicy

register_permission_policy(UnitProfileRule, UnitPermissionPolicy(UnitProfileRule))
register_permission_policy(Term, HousePolicy(Term))


class WritingGroup(ViewSetGroup):
    """Kinds of piece and terms under one heading of the menu."""

    menu_label = _("Writing")
    menu_icon = "edit"
    menu_order = 330
    items = (ProfileRuleViewSet, TermViewSet)


@hooks.register("register_admin_viewset")
def writing_group() -> ViewSetGroup:
    return WritingGroup()

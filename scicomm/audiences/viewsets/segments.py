"""The segments as a staff list; they are the academy's, so that its administrators keep them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn

from scicomm.audiences.actions import save_segment
from scicomm.audiences.models import Segment
from scicomm.core.viewsets import UnitModelViewSet, WalledCreate, WalledEdit


class SegmentCreate(WalledCreate):
    """Enter a segment."""

    def save_instance(self) -> Any:
        return save_segment(Segment(), acting_user=self.request.user, **self.form.cleaned_data)


class SegmentEdit(WalledEdit):
    """Change a segment, or take it out of use; who chose it keeps it."""

    def save_instance(self) -> Any:
        found = Segment.objects.get(pk=self.object.pk)
        return save_segment(found, acting_user=self.request.user, **self.form.cleaned_data)


class SegmentViewSet(UnitModelViewSet):
    """The publics we write for."""

    model = Segment
    name = "segments"
    icon = "group"
    menu_label = _("Segments")
    menu_order = 334
    form_fields = [
        *("code", "name_zh", "name_en", "about_zh", "about_en", "national_group", "level", "position", "is_active"),
    ]
    list_display = ["__str__", "code", "level", "national_group", BooleanColumn("is_active", label=_("in use"))]
    list_filter = ["is_active", "national_group"]
    search_fields = ["name_zh", "name_en", "code"]
    inspect_view_fields = form_fields
    add_view_class = SegmentCreate
    edit_view_class = SegmentEdit

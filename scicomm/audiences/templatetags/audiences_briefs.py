"""What the pages of briefs need in their templates."""

from __future__ import annotations

from collections.abc import Mapping

from django import template

from scicomm.audiences.models import BriefCopy

register = template.Library()


@register.simple_tag
def code_of(codes: Mapping[str, str], copy: BriefCopy) -> str:
    """The code of a copy among those that are shown this once."""
    return codes.get(str(copy.pk), "")

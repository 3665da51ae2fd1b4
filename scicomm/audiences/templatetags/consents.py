"""The wording that a form asks a yes for, so that what is shown is what is noted."""

from __future__ import annotations

from django import template
from django.utils.translation import get_language

from scicomm.audiences.rules import consent_text

register = template.Library()


@register.simple_tag
def consent_lines(purpose: str) -> tuple[str, ...]:
    """The newest wording of a purpose in the active language: `{% consent_lines "newsletter" as lines %}`."""
    text = consent_text(purpose)
    return text.lines(get_language() or "") if text else ()

"""Shows a story's MathML; what is not plain MathML is shown as text."""

from __future__ import annotations

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from scicomm.newsroom.rules import is_safe_mathml

register = template.Library()


@register.filter
def mathml(value: str) -> SafeString:
    """MathML as markup when every element of it is allowed, else as escaped text."""
    return mark_safe(value) if is_safe_mathml(value) else escape(value)

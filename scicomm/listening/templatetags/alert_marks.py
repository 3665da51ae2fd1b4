"""Text that anybody may have written: what a watch found in it is marked, and its language is said."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def lang_of(script: str) -> str:
    """The `lang` of a mention's words, so that they are read out in their own language; "und" where we cannot tell."""
    return {"zh": "zh-Hans", "en": "en"}.get(script, "und")


@register.filter
def marked(text: str, spans: Any) -> SafeString:
    """The text, escaped, with the places in `<mark>`; spans that do not fit the text (it was mended since) mark nothing."""
    pieces, at = [], 0
    for start, end in spans or ():
        if at <= start < end <= len(text):
            pieces += [escape(text[at:start]), "<mark>", escape(text[start:end]), "</mark>"]
            at = end
    return mark_safe("".join([*pieces, escape(text[at:])]))

"""Pictures of public pages in modern formats: `{% picture image "wide" first=True %}`."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from scicomm.assets.queries import alt_of, picture_of

register = template.Library()


@register.simple_tag
def picture(image: Any, shape: str = "", alt: str | None = None, first: bool = False) -> SafeString:
    """A `<picture>` with AVIF and WebP before JPEG, width and height set; lazy but for the first of a page.

    `alt` replaces the picture's own words; empty for one that only decorates. Nothing where there is no picture.
    """
    found = picture_of(image, shape) if image is not None else None
    if found is None:
        return mark_safe("")
    sources = format_html_join(
        "",
        '<source{} type="{}" srcset="{}" sizes="{}" width="{}" height="{}">',
        (
            (
                format_html(' media="{}"', source.media) if source.media else "",
                source.type, source.srcset, found.sizes, source.width, source.height,
            )
            for source in found.sources
        ),
    )  # fmt: skip
    return format_html(
        '<picture>{}<img src="{}" srcset="{}" sizes="{}" width="{}" height="{}" alt="{}"{} decoding="async"></picture>',
        sources, found.src, found.srcset, found.sizes, found.width, found.height, alt_of(image) if alt is None else alt,
        mark_safe(' fetchpriority="high"' if first else ' loading="lazy"'),
    )  # fmt: skip

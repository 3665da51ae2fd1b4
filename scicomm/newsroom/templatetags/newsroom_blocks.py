"""Shows the blocks of a story: clean rich text, drawings of charts, and the plain form of a block for readers elsewhere."""

from __future__ import annotations

from typing import Any

import nh3
from django import template
from django.template.exceptions import TemplateDoesNotExist
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from wagtail.rich_text import RichText, expand_db_html

from scicomm.assets.rules.charts import BROAD, NARROW
from scicomm.core.text import RICH_TAGS
from scicomm.newsroom.rules import charts, drawings
from scicomm.newsroom.rules.charts import ChartData
from scicomm.newsroom.rules.drawings import Drawing
from scicomm.newsroom.rules.tables import number_of

register = template.Library()


@register.filter
def rich(value: Any) -> SafeString:
    """Rich text as harmless markup, whatever way it came into the database: what the editor cannot make is not shown."""
    source = value.source if isinstance(value, RichText) else str(value or "")
    cleaned = nh3.clean(
        expand_db_html(source),
        tags=RICH_TAGS,
        attributes={"a": {"href", "title"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener",
    )
    return mark_safe(cleaned)


@register.simple_tag
def shown(image: Any, spec: str) -> Any:
    """A picture at a size. One that was read with its renditions costs nothing more: Wagtail's own tag writes each into the
    cache again, which on a cache in the database is four queries a picture."""
    for rendition in getattr(image, "_prefetched_objects_cache", {}).get("renditions", ()):
        if rendition.filter_spec == spec and not rendition.focal_point_key:
            return rendition
    return image.get_rendition(spec)


@register.filter
def unwrapped(value: Any) -> SafeString:
    """Rich text of one paragraph without its `<p>`, for what stands in a list item."""
    text = str(rich(value)).strip()
    inner = text.removeprefix("<p>").removesuffix("</p>")
    return mark_safe(inner if text.startswith("<p>") and "<p>" not in inner else text)


@register.simple_tag
def drawing(data: ChartData, size: str, unit: str = "", highlight: str = "") -> Drawing:
    """Where a chart's marks stand; `size` is broad (desk) or narrow (phone)."""
    return drawings.draw(data, BROAD if size == "broad" else NARROW, unit=unit or "", highlight=highlight or "")


@register.simple_tag
def chart_words(data: ChartData, title: str, unit: str = "") -> str:
    """A chart in one sentence, for those who cannot see it; the table behind it holds every number."""
    kinds = {
        "bar": _("Bar chart"), "line": _("Line chart"), "area": _("Area chart"), "scatter": _("Chart of points"),
    }  # fmt: skip
    points = [
        (value, label) for one in data.series for label, value in zip(data.labels, one.values, strict=True)
        if value is not None
    ]  # fmt: skip
    if not points:
        return f"{kinds[data.kind]}: {title}"
    high, low = max(points, key=lambda point: point[0]), min(points, key=lambda point: point[0])
    return _("%(kind)s: %(title)s. Highest %(high)s at %(high_at)s, lowest %(low)s at %(low_at)s.") % {
        "kind": kinds[data.kind], "title": title.rstrip(".。"),
        "high": f"{charts.shown(high[0])} {unit}".strip(), "high_at": high[1],
        "low": f"{charts.shown(low[0])} {unit}".strip(), "low_at": low[1],
    }  # fmt: skip


@register.filter
def is_number(cell: str) -> bool:
    """Whether a cell holds a number."""
    return number_of(cell) is not None


@register.filter
def beside(cells: Any, columns: Any) -> list[tuple[Any, Any]]:
    """Each cell with what is known of its column."""
    return list(zip(cells, columns, strict=False))


@register.simple_tag(takes_context=True)
def elsewhere(context: template.Context, block: Any) -> SafeString:
    """A block in plain elements, for feeds and other systems; nothing where a kind has no such form."""
    try:
        found = get_template(f"newsroom/elsewhere/{block.block_type}.html")
    except TemplateDoesNotExist:
        return mark_safe("")
    return mark_safe(found.render(block.block.get_context(block.value, parent_context=context.flatten())))

"""Measures of stories and units in words: 时 (when), 度 (fit), 效 (effect)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from scicomm.channels.views.pages import number, percent


def hours_in_words(value: float | None) -> str:
    """Hours in words: days once there are several."""
    if value is None:
        return "—"
    return (
        _("%(count)s h") % {"count": number(value, 1)}
        if value < 72
        else _("%(count)s days") % {"count": number(value / 24, 1)}
    )


def measure_stats(
    timeliness: list[float | None], share: float | None, effect: list[float | None], mentions: int
) -> list[dict[str, str]]:
    """时度效 as a row of figures, each with its rule in words."""
    return [
        {
            "value": hours_in_words(timeliness[0]),
            "label": _("from paper to release"),
            "note": _("时: from the paper's first minute to our first release"),
        },
        {
            "value": hours_in_words(timeliness[1]),
            "label": _("from Chinese to English"),
            "note": _("时: between the two publications"),
        },
        {
            "value": percent(share),
            "label": _("planned channels reached"),
            "note": _("度: published or visible, of all that were not called off"),
        },
        {
            "value": f"{number(effect[0], 2)} ×" if effect[0] is not None else "—",
            "label": _("reach against the usual"),
            "note": _("效: reads over the channel's own median of a year; the middle of all channels"),
        },
        {
            "value": percent(effect[1]),
            "label": _("interactions for each read"),
            "note": _("效: likes, shares, comments and saves, only where reads are known"),
        },
        {
            "value": number(mentions),
            "label": _("mentions earned"),
            "note": _("效: items of others that the listening room linked to it"),
        },
    ]

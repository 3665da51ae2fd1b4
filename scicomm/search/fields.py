"""The names that may stand before a colon in a query, in both languages, and the values and dates that may stand after it."""

from __future__ import annotations

import calendar
import re
from datetime import date

FIELD_NAMES = {
    **dict.fromkeys(("title", "标题", "题名", "篇名"), "title"),
    **dict.fromkeys(("author", "people", "person", "by", "作者", "人", "专家"), "author"),
    **dict.fromkeys(("journal", "期刊", "刊名"), "journal"),
    **dict.fromkeys(("keyword", "keywords", "关键词"), "keyword"),
    **dict.fromkeys(("doi",), "doi"),
    **dict.fromkeys(("year", "年", "年份"), "year"),
    **dict.fromkeys(("date", "日期", "时间"), "date"),
    **dict.fromkeys(("kind", "类别"), "kind"),
    **dict.fromkeys(("type", "article_type", "类型"), "article_type"),
    **dict.fromkeys(("subject", "学科"), "subject"),
    **dict.fromkeys(("language", "lang", "语言"), "language"),
    **dict.fromkeys(("unit", "单位"), "unit"),
    **dict.fromkeys(("state", "status", "状态"), "state"),
    **dict.fromkeys(("oa", "open_access", "access", "开放获取", "获取"), "open_access"),
}
"""What may stand before a colon, in both languages, and the field it means."""
EXACT_FIELDS = frozenset({"kind", "article_type", "subject", "language", "unit", "state", "open_access"})
"""Fields that have their values whole; several values are joined by commas."""

_VALUES = {
    "language": {"中文": "zh", "汉语": "zh", "chinese": "zh", "英文": "en", "英语": "en", "english": "en"},
    "open_access": {
        **dict.fromkeys(("是", "有", "true", "1", "open", "开放"), "yes"),
        **dict.fromkeys(("否", "无", "false", "0", "closed", "其他"), "no"),
    },
    "kind": {
        **dict.fromkeys(("论文", "paper", "papers", "articles", "文章"), "article"),
        **dict.fromkeys(("报道", "稿件", "故事", "stories"), "story"),
        **dict.fromkeys(("答问", "解答", "answers"), "answer"),
    },
    "state": {
        **dict.fromkeys(("撤稿", "已撤稿", "撤回"), "retracted"),
        **dict.fromkeys(("更正", "已更正"), "corrected"),
        **dict.fromkeys(("关注", "关注声明", "关切"), "concern"),
        **dict.fromkeys(("现行", "正常"), "current"),
    },
    "article_type": {
        **dict.fromkeys(("研究论文", "论文", "research"), "research-article"),
        **dict.fromkeys(("综述", "review"), "review-article"),
    },
}
_TO = re.compile(r"\.\.\.?|–|—|~|至|到")
_SIGN = re.compile(r"^[<>]=?")
_DAY = re.compile(r"^(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2}))?)?[年月日]?$")


def values_of(field: str, text: str) -> tuple[str, ...]:
    """The values asked for, as the index has them: ``类别:论文`` is ``kind:article``, ``state:retracted,concern`` are two."""
    known = _VALUES.get(field, {})
    asked = [value.strip() for value in re.split("[,，、]", text)]
    return tuple(dict.fromkeys(known.get(value.lower(), value) for value in asked if value))


def dates_of(text: str) -> tuple[date | None, date | None] | None:
    """First and last day of ``2024``, ``2024-03``, ``2024-03-05``, ``2024-01..2024-06``, ``>=2024-03``; None if it is none.

    A month or year stands for all of its days. An order turned round is put right.
    """
    sign = match.group() if (match := _SIGN.match(text)) else ""
    parts = _TO.split(text[len(sign) :], maxsplit=1)
    one, other = parts[0], parts[1] if len(parts) > 1 else ""
    first, last = _span(one), _span(other)
    if (one and first is None) or (other and last is None) or not (first or last) or (sign and len(parts) > 1):
        return None
    if sign and first:
        before, after = first
        return {
            ">": (_next(after), None), ">=": (before, None), "<": (None, _before(before)), "<=": (None, after),
        }[sign]  # fmt: skip
    if len(parts) == 1:
        return first
    if first and last and first[0] > last[1]:
        first, last = last, first
    return (first[0] if first else None, last[1] if last else None)


def _span(text: str) -> tuple[date, date] | None:
    match = _DAY.match(text)
    if match is None:
        return None
    year, month, day = (int(part) if part else 0 for part in match.groups())
    try:
        if not month:
            return date(year, 1, 1), date(year, 12, 31)
        if not day:
            return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
        return date(year, month, day), date(year, month, day)
    except ValueError:
        return None


def _next(day: date) -> date:
    return date.fromordinal(min(day.toordinal() + 1, date.max.toordinal()))


def _before(day: date) -> date:
    return date.fromordinal(max(day.toordinal() - 1, 1))

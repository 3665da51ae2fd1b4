"""Lists of contacts from tables: which column means what, and what a row lacks. Pure.

A contact is written to because they agreed: each row says how and when (`proof`, `proof_on`), or it is refused.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

MOST_CONTACTS = 5000

# Headings that mean a field, as people write them in either language.
HEADINGS: dict[str, tuple[str, ...]] = {
    "email": ("email", "e-mail", "mail", "e-mail address", "邮箱", "电子邮箱", "邮件", "邮箱地址", "电子邮件"),
    "name": ("name", "full name", "contact", "姓名", "联系人", "名字"),
    "organisation": ("organisation", "organization", "outlet", "medium", "school", "company", "单位", "媒体", "学校", "机构"),
    "post": ("post", "title", "position", "role", "职务", "职位", "岗位"),
    "kind": ("kind", "type", "类别", "类型", "身份"),
    "beats": ("beats", "beat", "subjects", "fields", "领域", "学科", "报道领域", "关注领域"),
    "region": ("region", "place", "province", "地区", "地域", "省份"),
    "language": ("language", "lang", "语言"),
    "proof": ("proof", "consent", "consent proof", "how", "同意凭证", "同意方式", "凭证", "授权凭证"),
    "proof_on": ("proof date", "consent date", "agreed on", "date", "同意日期", "授权日期", "日期"),
}  # fmt: skip
KINDS: dict[str, tuple[str, ...]] = {
    "journalist": ("journalist", "reporter", "editor", "press", "记者", "编辑", "媒体"),
    "school": ("school", "teacher", "学校", "教师", "老师"),
    "partner": ("partner", "museum", "伙伴", "合作伙伴", "合作单位", "科技馆"),
    "other": ("other", "其他", "其它", ""),
}
_LANGUAGES = {"zh-hans": ("zh", "zh-hans", "chinese", "中文", "汉语", ""), "en": ("en", "english", "英文", "英语")}
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One contact of a table, read and checked."""

    email: str
    name: str
    organisation: str = ""
    post: str = ""
    kind: str = "other"
    beats: tuple[str, ...] = ()
    region: str = ""
    language: str = "zh-hans"
    proof: str = ""
    proof_on: dt.date | None = None


@dataclass(slots=True)
class ReadTable:
    """What a table gave: good rows, and for each other row its number and why it was refused."""

    rows: list[ContactRow] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)


def columns_of(headings: Sequence[str]) -> dict[str, int]:
    """The place of each field that a heading names; the first heading that fits wins."""
    folded = [" ".join(heading.split()).casefold() for heading in headings]
    found: dict[str, int] = {}
    for name, spellings in HEADINGS.items():
        places = [place for place, heading in enumerate(folded) if heading in spellings]
        if places:
            found[name] = places[0]
    return found


def read_contacts(lines: Sequence[Sequence[str]], *, today: dt.date) -> ReadTable:
    """The contacts of a table whose first line holds the headings. Raises ValidationError when it cannot be one."""
    if not lines:
        raise ValidationError(_("The table is empty."))
    columns = columns_of(lines[0])
    missing = [name for name in ("email", "name") if name not in columns]
    if missing:
        raise ValidationError(_("The first line needs the headings “name” and “e-mail”."))
    if len(lines) - 1 > MOST_CONTACTS:
        raise ValidationError(_("At most %(count)d contacts at once.") % {"count": MOST_CONTACTS})
    table, seen = ReadTable(), set[str]()
    for number, line in enumerate(lines[1:], 2):
        if not any(cell.strip() for cell in line):
            continue
        cells = {name: " ".join(line[place].split()) if place < len(line) else "" for name, place in columns.items()}
        row, why = _row(cells, today)
        if row and row.email.casefold() in seen:
            why = _("The address stands twice in the table.")
        if row is None or why:
            table.refused.append((number, why))
            continue
        seen.add(row.email.casefold())
        table.rows.append(row)
    return table


def _row(cells: Mapping[str, str], today: dt.date) -> tuple[ContactRow | None, str]:
    email = cells["email"]
    try:
        validate_email(email)
    except ValidationError:
        return None, _("“%(text)s” is no e-mail address.") % {"text": email[:80]}
    if not cells["name"]:
        return None, _("The name is missing.")
    day = _day(cells.get("proof_on", ""))
    if not cells.get("proof") or day is None:
        return None, _("It does not say how and when this contact agreed to be written to.")
    if day > today:
        return None, _("The day of the consent lies in the future.")
    kind = _choice(KINDS, cells.get("kind", ""))
    beats = tuple(word for word in re.split(r"[;；、,，/]\s*", cells.get("beats", "")) if word)
    return ContactRow(
        email=email,
        name=cells["name"][:120],
        organisation=cells.get("organisation", "")[:200],
        post=cells.get("post", "")[:160],
        kind=kind or "other",
        beats=beats[:20],
        region=cells.get("region", "")[:60],
        language=_choice(_LANGUAGES, cells.get("language", "")) or "zh-hans",
        proof=cells["proof"][:300],
        proof_on=day,
    ), ""


def _choice(choices: Mapping[str, tuple[str, ...]], cell: str) -> str | None:
    word = cell.casefold()
    return next((value for value, spellings in choices.items() if word == value or word in spellings), None)


def _day(cell: str) -> dt.date | None:
    found = _DAY.match(cell)
    try:
        return dt.date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        return None

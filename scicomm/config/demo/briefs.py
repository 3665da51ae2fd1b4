"""The demonstration's briefs: one read and answered, one that waits for approval. Fictional, like everything in it."""

from __future__ import annotations

from typing import Any

from scicomm.audiences.actions import brief_copies, briefs
from scicomm.audiences.models import Brief, BriefCopy
from scicomm.organisation.enums import EDITORS, Role
from scicomm.organisation.models import Unit, User

FACTS = "示范湖表层水温十年升高约一度（示范数据）。\n升温主要发生在夏季，沿岸浅水区更明显。"
WEIGHT = "水温升高会改变鱼类产卵的时间，也会让蓝藻更早出现。"
DOUBT = "十年的观测还不足以分清长期趋势与年际波动。"
READERS = [
    {"name": "周 明", "post": "处长", "organisation": "示范省生态厅（虚构）", "email": "zhou@province.example"},
    {"name": "何 静", "post": "研究员", "organisation": "示范咨询中心（虚构）", "email": "he@advice.example"},
]


def write_briefs() -> None:
    """Once: where the academy has a brief, both are there."""
    top = Unit.get_first_root_node()
    if top is None or Brief.objects.filter(unit=top).exists():
        return
    officer, approver = _holder(top, *EDITORS), _holder(top, Role.FINAL_REVIEWER)
    if officer is None or approver is None or officer == approver:
        return
    first = _brief(
        top, officer, "示范湖十年水温变化及建议关注的问题", {"facts": FACTS, "weight": WEIGHT, "doubt": DOUBT}
    )
    briefs.approve_brief(first, acting_user=approver)
    briefs.issue_brief(first, acting_user=officer)
    copy = BriefCopy.objects.get(brief=first, number=1)
    brief_copies.open_copy(copy)
    brief_copies.answer_copy(copy, adoption="passed_on", answer="已转监测处研究。")
    _brief(top, officer, "新型电池材料的安全性：现有证据", {"facts": "示范所测得的数据（虚构）。", "weight": WEIGHT})


def _holder(unit: Unit, *roles: str) -> Any:
    rows = User.objects.filter(person__appointments__role__in=roles, person__appointments__unit=unit)
    return rows.order_by("pk").first()


def _brief(unit: Unit, officer: Any, title: str, texts: dict[str, str]) -> Brief:
    brief = briefs.write_brief(
        None, unit=unit, acting_user=officer, kind="flash", language="zh-hans", title=title,
        summary="示范内容，数据均为虚构。", texts=texts,
    )  # fmt: skip
    briefs.name_readers(brief, READERS, acting_user=officer)
    return briefs.submit_brief(brief, acting_user=officer)

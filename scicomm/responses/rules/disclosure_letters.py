"""Letters of information disclosure: the shipped templates, their placeholders, and filling them in.

A template is data: `{number}` stands for a value of the request. Nothing in it is evaluated, and nothing in a value is read as
a placeholder again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_PLACE = re.compile(r"\{([^{}]*)\}")
# What every letter may name, and what each must name, so that an edited template cannot drop what the law asks for.
PLACES = frozenset(
    {
        "number",
        "received_on",
        "wanted",
        "unit",
        "due_on",
        "until",
        "days",
        "points",
        "decision",
        "reason",
        "organ",
        "today",
    }
)
MUST: dict[str, frozenset[str]] = {
    "receipt": frozenset({"number", "received_on", "due_on"}),
    "clarification": frozenset({"number", "points", "until"}),
    "extension": frozenset({"number", "days", "due_on", "reason"}),
    "third_party": frozenset({"number", "wanted", "until"}),
    "decision": frozenset({"number", "decision", "reason"}),
    "transfer": frozenset({"number", "organ", "reason"}),
}
_REMEDY_ZH = (
    "如对本决定不服，可以自收到本文书之日起六十日内依法申请行政复议，或者自收到本文书之日起六个月内依法提起行政诉讼。"
)
_REMEDY_EN = (
    "If you do not agree with this decision you may, as the law provides, apply for administrative reconsideration within "
    "sixty days of receiving this letter, or bring a lawsuit within six months."
)


@dataclass(frozen=True)
class Wording:
    """A letter's title and text with placeholders; a blank line begins a paragraph."""

    title: str
    body: str


SHIPPED: dict[tuple[str, str], Wording] = {
    ("receipt", "zh-hans"): Wording(
        "政府信息公开申请受理回执",
        "您好：\n\n我单位已于{received_on}收到您提交的信息公开申请，编号为{number}。\n\n"
        "申请内容：{wanted}\n\n根据《中华人民共和国政府信息公开条例》第三十三条，我单位将于{due_on}前答复。"
        "需要补正、延期或者征求第三方意见的，将另行告知。",
    ),
    ("receipt", "en"): Wording(
        "Acknowledgement of a request for information",
        "Your request was received on {received_on} and has the number {number}.\n\nYou asked for: {wanted}\n\n"
        "Under article 33 of the Regulations on Open Government Information we answer by {due_on}. If you are asked to "
        "clarify, or the time is extended, or a third party is asked for its view, we tell you.",
    ),
    ("clarification", "zh-hans"): Wording(
        "政府信息公开申请补正告知书",
        "您好：\n\n您提交的编号为{number}的申请，内容尚不明确。根据《中华人民共和国政府信息公开条例》第三十条，"
        "请就下列事项作出补正：\n\n{points}\n\n请于{until}前补正。答复期限自我单位收到补正后的申请之日起重新计算。"
        "无正当理由逾期不补正的，视为放弃申请，我单位不再处理。",
    ),
    ("clarification", "en"): Wording(
        "Please clarify your request",
        "Your request {number} is not clear enough to be handled. Under article 30 of the Regulations on Open Government "
        "Information, please tell us:\n\n{points}\n\nPlease answer by {until}. The time for our answer begins anew on the day "
        "your clarification reaches us. Without an answer and a good reason the request counts as withdrawn.",
    ),
    ("extension", "zh-hans"): Wording(
        "政府信息公开延期答复告知书",
        "您好：\n\n您提交的编号为{number}的申请，因{reason}，无法在原期限内答复。经本单位政府信息公开工作机构负责人同意，"
        "根据《中华人民共和国政府信息公开条例》第三十三条，延长答复期限{days}个工作日，将于{due_on}前答复。",
    ),
    ("extension", "en"): Wording(
        "More time for your request",
        "We cannot answer your request {number} in time: {reason}. With the approval of the head of our disclosure office and "
        "under article 33 of the Regulations on Open Government Information, the time is extended by {days} working days. "
        "We answer by {due_on}.",
    ),
    ("third_party", "zh-hans"): Wording(
        "第三方意见征询书",
        "您好：\n\n我单位收到编号为{number}的信息公开申请，内容涉及：{wanted}\n\n该信息公开后可能影响贵方合法权益。"
        "根据《中华人民共和国政府信息公开条例》第三十二条，请于收到本征询书之日起十五个工作日内（{until}前）"
        "书面告知是否同意公开及理由。逾期未答复的，由我单位依法决定是否公开。",
    ),
    ("third_party", "en"): Wording(
        "Your view on a request for information",
        "We received a request, number {number}, for: {wanted}\n\nDisclosure may affect your lawful rights. Under article 32 of "
        "the Regulations on Open Government Information, please tell us in writing within fifteen working days, by {until}, "
        "whether you agree, and why. Without an answer we decide as the law provides.",
    ),
    ("decision", "zh-hans"): Wording(
        "政府信息公开申请答复书",
        "您好：\n\n我单位于{received_on}收到您提交的信息公开申请（编号{number}）：{wanted}\n\n"
        "经审查，答复如下：{decision}。\n\n{reason}\n\n" + _REMEDY_ZH,
    ),
    ("decision", "en"): Wording(
        "Decision on your request for information",
        "On {received_on} we received your request {number}: {wanted}\n\nWe decided: {decision}.\n\n{reason}\n\n" + _REMEDY_EN,
    ),
    ("transfer", "zh-hans"): Wording(
        "非本单位公开职责告知书",
        "您好：\n\n您提交的编号为{number}的申请，所涉信息不属于我单位负责公开。{reason}\n\n"
        "根据《中华人民共和国政府信息公开条例》第三十六条，请向{organ}提出申请。\n\n" + _REMEDY_ZH,
    ),
    ("transfer", "en"): Wording(
        "Another organ is responsible",
        "The information in your request {number} is not ours to disclose. {reason}\n\nUnder article 36 of the Regulations on "
        "Open Government Information, please turn to {organ}.\n\n" + _REMEDY_EN,
    ),
}  # fmt: skip


def wrong_places(kind: str, text: str) -> tuple[list[str], list[str]]:
    """Placeholders that nobody fills, and those the letter lacks. A brace that stands alone counts as the first."""
    named = _PLACE.findall(text)
    unknown = sorted({name for name in named if name not in PLACES})
    if "{" in _PLACE.sub("", text) or "}" in _PLACE.sub("", text):
        unknown.append("{ }")
    return unknown, sorted(MUST[kind] - set(named))


def fill(text: str, values: dict[str, str]) -> str:
    """The text with its placeholders replaced, once; an unknown one stays as it is."""
    return _PLACE.sub(lambda found: values.get(found[1], found[0]), text)

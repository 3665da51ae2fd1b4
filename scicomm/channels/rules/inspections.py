"""The yearly inspection: what is asked, and which step may follow which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# What a round asks unless the academy changes it; kept with the round as codes and words in both languages.
QUESTIONS: tuple[tuple[str, str, str], ...] = (
    (
        "licence",
        "办刊、办号所需的许可证、备案或认证都在有效期内",
        "Its licences, records or verifications are all valid",
    ),
    ("people", "负责人、主编和值班编辑都在岗，并已登记", "The persons responsible are in office and registered"),
    ("purpose", "发布内容符合登记的宗旨和栏目", "What it publishes keeps to its registered purpose"),
    ("review", "每条内容发布前经过三审，有记录可查", "Every piece passed three reviews before publication, on record"),
    ("secrecy", "涉密和敏感内容有专人审查", "Somebody in charge looks for secrets before publication"),
    ("rights", "图片、视频和字体都有授权", "Pictures, films and fonts are licensed"),
    (
        "errors",
        "单位名称、人名、职务、地图无差错；有差错的已更正",
        "Names, ranks and maps are right, or were corrected",
    ),
    ("comments", "读者留言有人看、有人回", "Comments of readers are read and answered"),
    ("accounts", "账号密码由专人保管，离岗时交接", "Credentials are kept by named persons and handed over"),
    ("active", "持续更新，没有长期停更", "It is kept up and did not fall silent"),
)
YES, NO, NOT_APPLICABLE = "yes", "no", "not_applicable"
ANSWERS: dict[str, Promise] = {YES: _("yes"), NO: _("no"), NOT_APPLICABLE: _("does not apply")}

OPEN, HANDED_IN, RETURNED, REVIEWED = "open", "handed_in", "returned", "reviewed"
PASSED, TO_MEND, MENDED, SUSPENDED = "passed", "to_mend", "mended", "suspended"
DECISIONS = (PASSED, TO_MEND, SUSPENDED)
# From which states each verb leads to which.
STEPS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "hand_in": ((OPEN, RETURNED), (HANDED_IN,)),
    "review": ((HANDED_IN,), (REVIEWED, RETURNED)),
    # What the academy suspended or asked to mend it may decide on again.
    "decide": ((REVIEWED, MENDED, TO_MEND, SUSPENDED), DECISIONS),
    "mend": ((TO_MEND, SUSPENDED), (MENDED,)),
}
UNFINISHED = (OPEN, HANDED_IN, RETURNED, REVIEWED, TO_MEND, MENDED)


def may_step(verb: str, state: str, to: str) -> bool:
    """Whether a verb leads from one state to another."""
    begins, ends = STEPS[verb]
    return state in begins and to in ends


@dataclass(frozen=True, slots=True)
class Lack:
    """A question whose answer is missing, or a "no" without a word: its code and which of the two."""

    code: str
    why: str


def lacks(questions: Sequence[Mapping[str, Any]], answers: Mapping[str, Mapping[str, str]]) -> list[Lack]:
    """What keeps a self-check from being handed in. Every question needs an answer; a "no" needs words."""
    found = []
    for question in questions:
        given = answers.get(question["code"], {})
        if given.get("answer") not in ANSWERS:
            found.append(Lack(question["code"], "missing"))
        elif given["answer"] == NO and not given.get("words", "").strip():
            found.append(Lack(question["code"], "words"))
    return found


def default_questions() -> list[dict[str, str]]:
    """The questions as a round keeps them."""
    return [{"code": code, "zh": chinese, "en": english} for code, chinese, english in QUESTIONS]

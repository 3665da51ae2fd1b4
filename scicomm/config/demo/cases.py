"""The demonstration's cases beside readers' questions: press, parts, mails, a pause, one on its way, an incident. Fictional."""

from __future__ import annotations

import datetime as dt
from email.message import EmailMessage

from scicomm.config.demo.clock import Calendar
from scicomm.config.demo.data import post_key
from scicomm.config.demo.papers import holder
from scicomm.listening.models import HotTopic
from scicomm.newsroom.rules.mails import IncomingMail, read_mail
from scicomm.organisation.models import Person, Unit, User
from scicomm.organisation.permissions import Role
from scicomm.responses import actions
from scicomm.responses.models import Case, Incident


def _noted(officer: User, root: Unit, text: str, at: dt.datetime, **more: object) -> Case:
    return actions.note_question(
        unit=root,
        text=text,
        received_at=at,
        post_key=post_key("case", text),
        acting_user=officer,
        **more,  # type: ignore[arg-type]
    )


def handle_some(calendar: Calendar) -> None:
    """Open and handle a few cases; doing it again changes nothing."""
    if Incident.objects.exists():
        return
    root = Unit.objects.get(depth=1)
    officer = holder(Role.RESPONSE_OFFICER, root)
    others = list(Unit.objects.filter(depth=3).order_by("path")[:2])
    now = calendar.base
    press = _noted(
        officer, root, "晚报想请人谈谈：湖水发绿，自来水还能喝吗？", now - dt.timedelta(hours=3), kind="media", urgency="normal",
        outlet="示例晚报（虚构）", wanted_by=now + dt.timedelta(hours=15), detail="记者下午五点截稿，只要两三句话。",
    )  # fmt: skip
    actions.note_first_response(press, acting_user=officer)
    _parts(press, others, calendar, officer)
    actions.write_remark(
        press,
        text=f"先问湖泊组；数字要他们自己确认。@{_reviewer(root).username} 今晚可能要请您看。",
        acting_user=officer,
    )
    _complaint(officer, root, now)
    _mails(officer)
    moving = _noted(
        officer, root, "天文台夜间开放吗，怎么预约？", now - dt.timedelta(hours=7), kind="question", urgency="low"
    )
    actions.hand_over(moving, unit=others[-1], reason="开放日由该所安排", acting_user=officer)
    _incident(officer, root, now)
    topic = HotTopic.objects.filter(merged_into=None, count__gt=2).order_by("-independent", "pk").first()
    if topic is not None:
        actions.open_case_from_topic(topic, unit=root, acting_user=officer)


def _parts(press: Case, units: list[Unit], calendar: Calendar, officer: User) -> None:
    """Two units are asked; the first that has somebody to write gives its part."""
    given = ""
    for unit in units:
        part = actions.ask_part(
            press, unit=unit, question="贵单位近三年有没有同一湖区的监测数据？请给年份和结论。",
            due_on=calendar.day + dt.timedelta(days=2), acting_user=officer,
        )  # fmt: skip
        writer = User.objects.filter(
            person__appointments__role=Role.COMMUNICATION_OFFICER, person__appointments__unit=unit
        ).first()
        if writer is not None and not given:
            given = "2023 至 2025 年逐月监测，未见微囊藻毒素超标；夏季有三次水华，最长九天。"
            actions.give_part(part, text=given, acting_user=writer)


def _complaint(officer: User, root: Unit, now: dt.datetime) -> None:
    complaint = _noted(
        officer, root, "来信说科普展板上的年份写错了。", now - dt.timedelta(days=4), origin="mail", kind="complaint"
    )
    actions.pause_case(complaint, reason="等来信人补充是哪一块展板", waits_for="asker", acting_user=officer)
    person = Person.objects.filter(is_expert=True).order_by("pk").first()
    if person is not None:
        actions.note_interest(complaint, person=person, reason="展板文字由其撰写", acting_user=officer)


def _reviewer(root: Unit) -> User:
    return holder(Role.FINAL_REVIEWER, root)


def _mail(number: int, sender: str, subject: str, text: str) -> IncomingMail:
    message = EmailMessage()
    message["From"], message["Subject"] = f"{sender}@readers.example", subject
    message["Message-ID"] = f"<demo-{number}@readers.example>"
    message.set_content(f"{text}\n（演示用的虚构来信）")
    return read_mail(message.as_bytes(), most_bytes=100_000)


def _mails(officer: User) -> None:
    """Two letters about one thing, the writer's own later word, a machine's answer, and advertising."""
    first = actions.take_in_question_mail(
        _mail(1, "lin", "咨询", "您好，我家鱼塘今年特别绿。请问蓝藻会不会毒死鱼？养了三十年没见过。")
    )
    actions.take_in_question_mail(
        _mail(2, "lin", "Re: 我们收到了您的问题", "补充一句：是在北坡下面，不是湖里。"),
        answers=["<demo-1@readers.example>"],
    )
    actions.take_in_question_mail(_mail(3, "zhou", "蓝藻会毒死鱼吗？", "听邻居说会，想问问专家。"))
    advertising = actions.take_in_question_mail(_mail(4, "ads", "低价代写论文，包发表？", "加微信详谈。"))
    if advertising is not None and advertising.case is not None and advertising.case.is_open:
        actions.shut_as_spam(advertising.case, acting_user=officer)
    if first is not None and first.case is not None:
        actions.set_officer(first.case, officer=officer, acting_user=officer)


def _incident(officer: User, root: Unit, now: dt.datetime) -> None:
    case = _noted(officer, root, "一则推送把未复核的数字发了出去。", now - dt.timedelta(days=20), kind="incident")
    incident = actions.open_incident(
        case, what_happened="推送中的“三成”应为“三分之一以下”，四十分钟后撤回更正。", acting_user=officer
    )
    actions.write_incident(
        incident,
        findings="稿件改动后没有再走复核。",
        look_back_on=now.date() + dt.timedelta(days=60),
        acting_user=officer,
    )
    owner = Person.objects.filter(user=officer).first() or Person.objects.order_by("pk")[0]
    first = actions.take_measure(
        incident,
        text="改动过数字的稿件必须回到复审。",
        owner=owner,
        due_on=now.date() - dt.timedelta(days=5),
        acting_user=officer,
    )
    actions.finish_measure(first, evidence="已写入采编规程第三条。", acting_user=officer)
    actions.take_measure(
        incident,
        text="每季度抽查二十篇推送的数字出处。",
        owner=owner,
        due_on=now.date() + dt.timedelta(days=40),
        acting_user=officer,
    )

"""Queues mails in an empty home, sends them through dispatcher processes that are killed, and prints the figures as JSON.

Run by the benchmark next door as a process of its own. The dispatchers are forks of it, each with its own journal and
connections to the database and the SMTP server; a kill is SIGKILL. What is measured begins with the first claim and ends when the
queue is empty.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import django

ITEMS, CHOSEN = 40, 6


def main(log: Path, mails: int, kills: int) -> dict[str, Any]:
    """Figures of one run."""
    from django.db import connections

    from scicomm.audiences.enums import MailState
    from scicomm.audiences.models import OutgoingMail

    queue(mails)
    chance = random.Random(11)  # noqa: S311 - moments of kills, the same in each run
    goals = sorted(chance.sample(range(1, max(kills + 1, int(mails * 0.98))), kills))
    began, cpu = time.perf_counter(), os.times()
    for goal in goals:
        connections.close_all()
        worker = start()
        while taken(log) < goal:
            time.sleep(chance.random() / 100)
            if os.waitpid(worker, os.WNOHANG)[0]:
                raise RuntimeError("a dispatcher ended by itself before everything was sent")
        os.kill(worker, signal.SIGKILL)
        os.waitpid(worker, 0)
    connections.close_all()
    os.waitpid(start(), 0)
    seconds, after = time.perf_counter() - began, os.times()
    names = Counter(line.split(" ", 1)[0] for line in log.read_text(encoding="ascii").splitlines())
    sent = set(OutgoingMail.objects.filter(state=MailState.SENT).values_list("message_id", flat=True))
    return {
        "seconds": seconds,
        "cpu": (after.children_user + after.children_system) - (cpu.children_user + cpu.children_system),
        "lost": mails - len(set(names) & sent),
        "twice": sum(names.values()) - len(names),
        "most": max(names.values()),
    }


def taken(log: Path) -> int:
    """How many mails the server has taken: it writes a line of one length for each."""
    return log.stat().st_size // LINE


# `<digest-0000000-0000001@localhost> r0000001@d01.example 0012345`, see `mail_sink`.
LINE = 64


def queue(mails: int) -> None:
    """Readers with a confirmed wish, and one mail for each."""
    from django.utils import timezone

    from scicomm.audiences.enums import Purpose
    from scicomm.audiences.models import Consent, OutgoingMail, Subscription

    now = timezone.now()
    for start_at in range(0, mails, 10_000):
        rows = Subscription.objects.bulk_create(
            Subscription(
                email=f"r{number:07}@d{number % 50:02}.example", language="zh-hans", state="confirmed", kind="digest",
                asked_at=now, confirmed_at=now, consent_version="1", consent_locale="zh-hans",
            )
            for number in range(start_at, min(mails, start_at + 10_000))
        )  # fmt: skip
        Consent.objects.bulk_create(
            Consent(
                subscription=row, purpose="digest", is_given=True, text_version="1", text_language="zh-hans",
                source="link", at=now,
            )
            for row in rows
        )  # fmt: skip
        OutgoingMail.objects.bulk_create(
            OutgoingMail(
                purpose=Purpose.DIGEST, subscription=row, next_try_at=now,
                message_id=f"<digest-0000000-{row.pk:07}@localhost>",
            )
            for row in rows
        )  # fmt: skip


def prepare(mails: Sequence[Any]) -> Iterator[tuple[Any, Any]]:
    """A letter of the size and the parts of a digest: each reader has a greeting, six of forty items and links of their own."""
    from scicomm.audiences.tasks.letters import READER_HOLES, cut, list_headers, reader_values

    names = [f"{part}{place}" for place in range(CHOSEN) for part in ("title", "text", "url")]
    marked = [SimpleNamespace(title=f"title{n}", standfirst=f"text{n}", url=f"url{n}", unit="u") for n in range(CHOSEN)]
    stencil = _stencil(marked, names, cut, READER_HOLES)
    for mail in mails:
        values = reader_values(mail.subscription)
        values["greeting"] = f"第 {mail.pk} 位读者"
        for place in range(CHOSEN):
            item = (mail.pk * 7 + place * 11) % ITEMS
            values[f"title{place}"] = f"第 {item} 条：湖泊沉积物记录了三千年的降水 & <变化>"
            values[f"text{place}"] = "研究人员从湖底取出十二米长的岩芯，逐层测定碳酸盐的同位素，" * 3
            values[f"url{place}"] = f"https://academy.example/i/{item}/?r={values['preferences_url'][-20:]}"
        yield (
            mail,
            stencil.fill(mail.subscription.email, values, headers=list_headers("digest", values["unsubscribe_url"])),
        )


def _stencil(marked: list[Any], names: list[str], cut: Any, reader_holes: Sequence[str]) -> Any:
    """The letter of an issue with every part of every story a hole."""
    from scicomm.audiences.rules import LetterStencil, Stencil, holes
    from scicomm.audiences.tasks.letters import render_mail
    from scicomm.audiences.tasks.letters.writing import frame

    mark, values = holes([*names, "greeting", *reader_holes])
    for one in marked:
        one.title, one.standfirst, one.url = values[one.title], values[one.standfirst], values[one.url]
    unit = SimpleNamespace(name=values["greeting"])
    body, html = render_mail("issue", {**frame("你的科学", "zh-hans"), "stories": marked, "unit": unit, **values})
    return LetterStencil(Stencil(f"你的科学 {values['greeting']}", mark), Stencil(body, mark), Stencil(html, mark))


def start() -> int:
    """A dispatcher that works until it is killed or nothing is left."""
    pid = os.fork()
    if pid:
        return pid
    try:
        from scicomm.audiences.clients import BackendPostman, own_journal
        from scicomm.audiences.tasks.sending import Dispatcher

        with BackendPostman() as postman:
            while Dispatcher(postman, own_journal()).run(5, 100_000)[1]:
                pass
    except Exception:  # noqa: BLE001 - the parent is told by the exit, and nothing else may run in this process
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


if __name__ == "__main__":
    django.setup()
    from scicomm.audiences.enums import Purpose
    from scicomm.audiences.tasks.letters.registry import BULK_WRITERS

    BULK_WRITERS[Purpose.DIGEST] = prepare
    print(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))))

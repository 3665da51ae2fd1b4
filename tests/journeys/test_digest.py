"""A pupil's teacher subscribes to the digest, tunes it, gets one, reads why, asks for less of it, and leaves."""

from __future__ import annotations

import re
from collections.abc import Callable
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.factories.journals import jats
from tests.journeys.steps import fetch, press, until
from tests.live import Site

TEACHER = "teacher@example.org"
DOI = "10.5555/journey.digest.1"

# A paper gets its reviewed summary in plain words and its subject; the actions of the digest do the rest.
_SUMMARY = f"""
import django; django.setup()
from django.utils import timezone
from scicomm.audiences.actions.digest_items import keep_up
from scicomm.core.models import Subject
from scicomm.journals.models import Article, PlainSummary
from scicomm.organisation.models import User
article = Article.objects.get(doi="{DOI}")
subject, _new = Subject.objects.get_or_create(code="170", defaults={{"name_zh": "地球科学", "name_en": "Earth sciences"}})
article.subjects.set([subject])
PlainSummary.objects.create(
    article=article, article_version=article.version, language="zh", state="approved", author=User.objects.first(),
    text="湖面的冰一年比一年薄。冰薄了，湖水就会早一点变暖，鱼和鸟都会受影响。", decided_at=timezone.now(),
)
print(keep_up(f"journals.article:{{article.pk}}"))
"""
_STATE = f"""
import django; django.setup()
from scicomm.audiences.models import Subscription
print(Subscription.objects.get(email={TEACHER!r}, kind="digest").state)
"""
# The morning of the next working day comes at once: the clock is given, and the mails need not wait for it.
_MORNING = """
import datetime as dt, django; django.setup()
from django.utils import timezone
from scicomm.audiences.actions.digests import begin_edition, build_batch, open_editions
from scicomm.audiences.models import OutgoingMail
from scicomm.audiences.queries.digests import board_for
from scicomm.core.queries import calendar
now = timezone.now().replace(hour=1, minute=0, second=0, microsecond=0) + dt.timedelta(days=1)
while not calendar().is_working_day(timezone.localdate(now)):
    now += dt.timedelta(days=1)
for edition in open_editions(now):
    board = board_for(edition.language, now)
    begin_edition(edition, board, now)
    while not build_batch(edition.pk, board, now).is_over:
        pass
OutgoingMail.objects.filter(purpose="digest", state="queued").update(next_try_at=timezone.now())
"""


def mail_with(site: Site, words: str) -> Any:
    """The newest mail in the folder whose text says something, as soon as it is there."""

    def look() -> Any:
        files = sorted((site.home / "mail").glob("*.eml"), key=lambda path: path.stat().st_mtime, reverse=True)
        mails = (message_from_bytes(path.read_bytes(), policy=policy.default) for path in files)
        return next((mail for mail in mails if TEACHER in str(mail["To"]) and words in text_of(mail)), None)

    return until(look, f"a mail with “{words}”")


def text_of(mail: Any) -> str:
    return str(mail.get_body(("plain",)).get_content())


def test_a_teacher_subscribes_tunes_gets_a_digest_reads_why_and_leaves(
    site: Site, visitor: Callable[..., Page], tmp_path: Path
) -> None:
    paper = tmp_path / "ice.xml"
    paper.write_bytes(jats(DOI, title_zh="湖冰在变薄", title_en="Lake ice is thinning"))
    site.scicomm("ingest", str(paper), "--unit", "north-lake")
    assert site.python(_SUMMARY).strip() == "1"
    page = visitor(phone=True)

    page.goto("/digest/")
    assert "湖冰在变薄" in page.locator("main").inner_text()
    press(page, page.locator("main aside a.btn"))
    page.fill("input[name=email]", TEACHER)
    page.check("input[name=frequency][value=daily]")
    page.check("input[name=consent]")
    press(page, page.locator("main form button[type=submit]"))
    confirm = re.search(r"https?://\S+/subscribe/confirm/\S+", text_of(mail_with(site, "/subscribe/confirm/")))
    assert confirm
    page.goto(confirm[0])
    press(page, page.locator("main form button[type=submit]"))

    # Tune: no quiet hours, also on holidays.
    press(page, page.locator("main a[href*='/subscribe/preferences/']").first)
    page.evaluate("document.querySelectorAll('main details').forEach(one => one.open = true)")
    page.locator("select[name$=quiet_from]").first.select_option("0")
    page.locator("select[name$=quiet_until]").first.select_option("0")
    page.locator("input[name$=on_holidays]").first.check()
    press(page, page.locator("main form:has(select[name$=quiet_from]) button[type=submit]").first)

    site.python(_MORNING)
    mail = mail_with(site, "湖冰在变薄")
    text = text_of(mail)
    assert "湖冰在变薄" in mail["Subject"] and mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    # The links of this very item stand below its title.
    own = text[text.rindex("湖冰在变薄") :]
    why = re.search(r"https?://\S+/subscribe/edition/\S+/\d+/\?dg=\S+", own)
    less = re.search(r"https?://\S+/subscribe/edition/\S+/\d+/less/", own)
    assert why and less
    page.goto(why[0])
    assert page.locator("main ul li").count() >= 1 and "湖冰在变薄" in page.locator("main").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.goto(less[0])
    press(page, page.locator("main form button[type=submit]"))
    assert page.locator(".note--go").count() == 1

    out = re.sub(r"[<>\s]", "", mail["List-Unsubscribe"])
    assert fetch(site, out, b"List-Unsubscribe=One-Click")[0] == 200
    assert site.python(_STATE).strip() == "left"
    # What was sent stays readable for its reader, and from it the page of what one gets.
    page.goto(why[0].partition("?")[0])
    press(page, page.locator("main a[href*='/subscribe/preferences/']").first)

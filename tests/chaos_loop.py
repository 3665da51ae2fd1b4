"""One run of the loop as people do it, each button pressed until the next state is there; what must hold after it is not here."""

from __future__ import annotations

import os
import re
import shutil
import threading
from collections.abc import Sequence
from pathlib import Path

from django.db.models import QuerySet
from django.urls import reverse

from scicomm.audiences.enums import SubscriptionState
from scicomm.audiences.models import IssueItem, Subscription
from scicomm.channels.enums import AT_ONCE, ChannelKind, ReleaseState
from scicomm.channels.models import Channel, Release
from scicomm.listening.models import Mention
from scicomm.newsroom.enums import LeadSource, Step, StoryState, Verdict
from scicomm.newsroom.models import Dossier, Lead, SignOff, Topic
from scicomm.organisation.models import Person
from scicomm.responses.models import Answer, Case, CaseState
from tests.chaos_papers import ORCID, Paper
from tests.chaos_people import Browser, Hands

UNIT = "north-lake"
TOP = "academy"
# A story goes to its unit's site, feed and newsletter and to the academy's feed and newsletter.
CHANNELS = 5
# Both newsletters need a reader: every third run of many brings one, or each of a few.
NEW_READER_EVERY = int(os.environ.get("NEW_READER_EVERY", "3"))
NEWSLETTER_EVERY = 5

# Nobody subscribes while an issue is built, so that its readers can be counted afterwards.
newsletter_lock = threading.Lock()


def address_of(number: int) -> str:
    return f"reader{number}@readers.example"


def asker_of(number: int) -> str:
    return f"asker{number}@readers.example"


def wants_unit(number: int) -> bool:
    """Every other reader wants the institute's newsletter, the rest the academy's."""
    return (number // NEW_READER_EVERY) % 2 == 1


def run_batch(hands: Hands, papers: Sequence[Paper], folder: Path) -> None:
    """A handful of runs that share the two commands: one `ingest` of their papers, one `listen` to what is said of them."""
    for kind in ("jats", "atom"):
        shutil.rmtree(folder / kind, ignore_errors=True)
        (folder / kind).mkdir(parents=True)
    for paper in papers:
        paper.write_jats(folder / "jats")
        paper.write_atom(folder / "atom")
    hands.command("ingest", "--unit", UNIT, str(folder / "jats"))
    stories = [tell(hands, paper) for paper in papers]
    for paper, story in zip(papers, stories, strict=True):
        hands.until(f"releases of run {paper.number}", lambda story=story: _released(story))  # type: ignore[misc]
        if paper.number % NEW_READER_EVERY == 0:
            subscribe(hands, paper.number)
        if paper.number % NEWSLETTER_EVERY == NEWSLETTER_EVERY - 1:
            send_newsletters(hands, [story])
    hands.command("listen", "--unit", UNIT, str(folder / "atom"))
    for paper, story in zip(papers, stories, strict=True):
        hands.until(f"mention of run {paper.number}", lambda url=paper.mention_url: _mention(url))  # type: ignore[misc]
        respond(hands, paper, story)


def tell(hands: Hands, paper: Paper) -> Dossier:
    """From the mined lead to the public story."""
    officer, run = hands.browsers["officer"], f"run {paper.number}"
    lead = hands.until(
        f"lead of {run}", lambda: Lead.objects.filter(article__doi=paper.doi, source=LeadSource.PAPER).first()
    )
    topic = hands.until(
        f"topic of {run}",
        lambda: Topic.objects.filter(lead=lead).first(),
        lambda: officer.post(reverse("newsroom_accept", args=[lead.pk]), title=paper.title, angle="邻站也这样吗？"),
    )
    story = hands.until(
        f"story of {run}",
        lambda: Dossier.objects.filter(topic=topic).select_related("story").first(),
        lambda: officer.post(reverse("newsroom_start", args=[topic.pk]), language="zh-hans"),
    )
    _review(hands, story, run)
    return story


def _review(hands: Hands, story: Dossier, run: str) -> None:
    page = story.story_id
    hands.until(
        f"submission of {run}",
        lambda: Dossier.objects.filter(pk=story.pk).exclude(state=StoryState.DRAFT).exists(),
        lambda: hands.browsers["officer"].post(reverse("newsroom_submit", args=[page])),
    )
    for step in (Step.FIRST, Step.SECOND, Step.FINAL):
        signed = SignOff.objects.filter(dossier=story, step=step, verdict=Verdict.APPROVED)
        review = {"step": step.value, "note": f"{run}: {step.value}"}
        hands.until(
            f"{step} review of {run}",
            signed.exists,
            lambda step=step, review=review: hands.browsers[step.value].post(  # type: ignore[misc]
                reverse("newsroom_review", args=[page]), **review
            ),
        )
    hands.until(
        f"publication of {run}",
        lambda: Dossier.objects.filter(pk=story.pk, state=StoryState.PUBLISHED, published_at__isnull=False).exists(),
    )


def _released(story: Dossier) -> bool:
    releases = Release.objects.filter(dossier=story)
    at_once = releases.filter(channel__kind__in=AT_ONCE)
    return releases.count() == CHANNELS and not at_once.exclude(state=ReleaseState.SENT).exists()


def _mention(url: str) -> Mention | None:
    return Mention.objects.filter(url=url).first()


def subscribe(hands: Hands, number: int) -> None:
    """A reader asks, waits for the mail in the folder, and confirms by its link."""
    address, reader = address_of(number), hands.reader(number)
    unit = Channel.objects.select_related("unit").filter(unit__slug=UNIT)[0].unit
    form = {"email": address, "language": "zh-hans", "consent": "on"}
    form |= {"scope": "units", "units": str(unit.pk)} if wants_unit(number) else {"scope": "all"}
    rows = Subscription.objects.filter(email=address)
    with newsletter_lock:
        hands.until(f"subscription of {address}", rows.exists, lambda: reader.post("/subscribe/", **form))
        link = hands.until(f"confirmation mail to {address}", lambda: _link(hands, address))
        hands.until(
            f"confirmation by {address}",
            rows.filter(state=SubscriptionState.CONFIRMED).exists,
            lambda: _confirm(reader, link),
        )


def _link(hands: Hands, address: str) -> str:
    """The path in the confirmation mail; empty while there is none."""
    for path in (hands.site.home / "mail").glob("confirm-*.eml"):
        text = path.read_text(encoding="utf-8", errors="replace").replace("=\n", "").replace("=3D", "=")
        found = re.search(r"/subscribe/confirm/[0-9a-f]+/", text)
        if f"To: {address}" in text and found:
            return found[0]
    return ""


def _confirm(reader: Browser, link: str) -> None:
    if reader.get(link):
        reader.post(link)


def send_newsletters(hands: Hands, stories: Sequence[Dossier]) -> None:
    """The institute's and the academy's editors send what is new, until each of these stories stands in an issue of both."""
    for slug, who in ((UNIT, "officer"), (TOP, "press")):
        channel = Channel.objects.get(unit__slug=slug, kind=ChannelKind.NEWSLETTER, language="zh-hans")
        releases = Release.objects.filter(channel=channel, dossier__in=stories)
        with newsletter_lock:
            if not _readers(slug).exists():
                continue
            hands.until(
                f"newsletter of {slug}",
                lambda: IssueItem.objects.filter(release__in=releases).count() == len(stories),  # noqa: B023
                lambda: hands.browsers[who].post(reverse("audiences_send_now"), newsletter=str(channel.pk)),  # noqa: B023
            )


def _readers(slug: str) -> QuerySet[Subscription]:
    confirmed = Subscription.objects.filter(state=SubscriptionState.CONFIRMED)
    return confirmed.filter(all_units=True) if slug == TOP else confirmed.filter(units__slug=slug)


def respond(hands: Hands, paper: Paper, story: Dossier) -> None:
    """From a reader's question to the public answer."""
    run = f"run {paper.number}"
    case = _ask(hands, paper, story)
    responder = hands.browsers["responder"]
    expert = Person.objects.get(orcid=ORCID)

    def address(name: str) -> str:
        return reverse(f"responses_{name}", args=[case.pk])

    hands.until(
        f"expert of {run}",
        Case.objects.filter(pk=case.pk, expert=expert).exists,
        lambda: responder.post(address("assign"), assign__expert=str(expert.pk)),
    )
    hands.until(
        f"statement of {run}",
        case.statements.filter(confirmed_at__isnull=False).exists,
        lambda: responder.post(
            address("state"), statement__text=f"第{paper.number}号站周围没有危险。", statement__no_conflict="on",
            statement__confirmed="on",
        ),
    )  # fmt: skip
    _answer(hands, paper, case)


def _answer(hands: Hands, paper: Paper, case: Case) -> None:
    """Drafted by one person, sent to review, published by another, and open to anybody."""
    run, officer = f"run {paper.number}", hands.browsers["officer"]

    def address(name: str) -> str:
        return reverse(f"responses_{name}", args=[case.pk])

    answers = Answer.objects.filter(case=case)
    hands.until(
        f"draft of {run}",
        answers.exists,
        lambda: officer.post(
            address("draft"), answer__question_zh=paper.question, answer__verdict="explained",
            answer__summary_zh="没有危险，变化很慢。", answer__body_zh=f"{paper.title}说明变化很慢。",
            answer__not_known_zh="原因还不清楚。",
        ),
    )  # fmt: skip
    waits = Case.objects.filter(pk=case.pk, state__in=[CaseState.REVIEW, CaseState.PUBLISHED])
    hands.until(f"review of the answer of {run}", waits.exists, lambda: officer.post(address("submit")))
    hands.until(
        f"answer of {run}",
        answers.filter(published_at__isnull=False).exists,
        lambda: hands.browsers["final"].post(
            address("review"), review__seen=answers.get().changed_at.isoformat(), review__note=""
        ),
    )
    page = answers.get().get_absolute_url()
    visitor = hands.reader(paper.number)
    hands.until(f"page of the answer of {run}", lambda: paper.question in visitor.get(page), lambda: None)


def _ask(hands: Hands, paper: Paper, story: Dossier) -> Case:
    """The question, from one form that is posted until it has arrived: its hidden key stays the same."""
    reader, about = hands.reader(paper.number), f"newsroom.story:{story.story_id}"
    form = reverse("responses:ask")

    def key_on_page() -> str:
        found = re.search(r'name="post_key"[^>]*value="([0-9a-f-]{36})"', reader.get(f"{form}?about={about}"))
        return found[1] if found else ""

    key = hands.until(f"form for run {paper.number}", key_on_page, lambda: None)
    data = {"text": paper.question, "email": asker_of(paper.number), "consent": "on", "is_public_ok": "on"}
    # Other runs have answers to questions like it, which the form shows first.
    data["anyway"] = "1"
    return hands.until(
        f"question of run {paper.number}",
        lambda: Case.objects.filter(question__text=paper.question).first(),
        lambda: reader.post(form, **data, name="邻居", about=about, post_key=key),
    )

"""What must hold after the chaos: nothing lost, nothing done twice, everything done or visibly failed. Reads only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from scicomm.assessment.models import AssessmentRun
from scicomm.audiences.enums import MailState
from scicomm.audiences.models import Issue, OutgoingMail, Subscription
from scicomm.channels.enums import ReleaseState
from scicomm.channels.models import Release
from scicomm.core.ledger import HANDLERS
from scicomm.core.models import Delivery, FactRecord, PeriodicJob, TaskLease
from scicomm.journals.models import Article, ArticleVersion
from scicomm.listening.models import Alert, Feed, Mention
from scicomm.newsroom.models import Dossier, Lead, RoundStep, SignOff, Topic
from scicomm.organisation.models import Unit
from scicomm.responses.models import Answer, Asker, Case, Question, Statement
from scicomm.search.models import IndexEntry
from tests.chaos_loop import CHANNELS, TOP, asker_of
from tests.chaos_papers import Paper
from tests.chaos_people import Browser
from tests.live import Site


@dataclass(frozen=True)
class Check:
    """One promise: what was expected and what was found."""

    name: str
    expected: Any
    found: Any

    @property
    def holds(self) -> bool:
        return bool(self.expected == self.found)


# Facts that are stated once for their subject, and how many a run gives (None: counted from rows).
ONCE = {
    "journals.article_published": 1,
    "newsroom.lead_mined": 1,
    "newsroom.lead_accepted": 1,
    "newsroom.story_started": 1,
    "newsroom.story_submitted": 1,
    "newsroom.story_published": 1,
    "channels.release_delivered": CHANNELS,
    "listening.mention_found": 1,
    "listening.watch_raised": 1,
    "responses.case_opened": 1,
    "responses.case_assigned": 1,
    "responses.statement_given": 1,
    "responses.answer_published": 1,
}
NEVER = (
    "journals.article_changed", "newsroom.story_revised", "newsroom.story_returned", "newsroom.story_corrected",
    "newsroom.story_held", "newsroom.story_withdrawn", "channels.release_failed", "channels.release_recalled",
    "listening.mention_linked", "responses.answer_returned", "responses.case_closed", "audiences.subscriber_left",
)  # fmt: skip


def _twice(values: Iterable[Any]) -> list[str]:
    """What stands there more than once."""
    return [f"{value} × {count}" for value, count in Counter(values).items() if count > 1]


def rows(papers: Sequence[Paper], readers: int) -> Iterator[Check]:
    """Each thing exactly once for each run."""
    runs, dois = len(papers), sorted(paper.doi for paper in papers)
    yield Check("articles, by DOI", dois, sorted(Article.objects.values_list("doi", flat=True)))
    yield Check("versions of articles", runs, ArticleVersion.objects.count())
    tables: dict[str, tuple[Any, int]] = {
        "leads": (Lead, runs), "topics": (Topic, runs), "stories": (Dossier, runs), "signatures": (SignOff, 3 * runs),
        "releases": (Release, CHANNELS * runs), "feed files": (Feed, runs), "mentions": (Mention, runs),
        "alerts": (Alert, runs), "questions": (Question, runs), "cases": (Case, runs), "statements": (Statement, runs),
        "answers": (Answer, runs), "readers": (Subscription, readers),
    }  # fmt: skip
    for name, (model, count) in tables.items():
        yield Check(name, count, model.objects.count())
    yield Check("public stories", runs, Dossier.objects.public().count())
    yield Check("releases sent", CHANNELS * runs, Release.objects.filter(state=ReleaseState.SENT).count())
    linked = Mention.objects.annotate(named=Coalesce("article__doi", "dossier__article__doi")).values_list(
        "url", "named"
    )
    yield Check(
        "mentions, by the paper they speak of", {paper.mention_url: paper.doi for paper in papers}, dict(linked)
    )
    yield Check("askers told", runs, Asker.objects.filter(told_at__isnull=False).count())


def facts(runs: int, readers: int) -> Iterator[Check]:
    """Each fact exactly once, and a delivery for each of its handlers."""
    wanted = {name: count * runs for name, count in ONCE.items()}
    wanted |= {"audiences.subscriber_confirmed": readers, "newsroom.story_reviewed": 3 * runs}
    wanted |= {"audiences.newsletter_sent": Issue.objects.count()} | dict.fromkeys(NEVER, 0)
    stated = dict(FactRecord.objects.values_list("name").annotate(count=Count("pk")))
    for name, count in wanted.items():
        yield Check(f"facts {name}", count, stated.get(name, 0))
    once = [name for name in wanted if name != "newsroom.story_reviewed"]
    subjects = FactRecord.objects.filter(name__in=once).values_list("name", "subject")
    yield Check("facts stated twice", [], _twice(subjects))
    wanted_deliveries = sum(len(HANDLERS.get(name, [])) * count for name, count in stated.items())
    yield Check("deliveries", wanted_deliveries, Delivery.objects.count())


def work() -> Iterator[Check]:
    """Everything done or visibly failed, and nothing held by the dead."""
    for state in (Delivery.State.WAITING, Delivery.State.RUNNING, Delivery.State.FAILED):
        stuck = Delivery.objects.filter(state=state).select_related("fact")
        yield Check(f"deliveries {state}", [], [f"{one}: {one.last_error[:200]}" for one in stuck])
    late = PeriodicJob.objects.filter(lease_until__lt=timezone.now())
    yield Check("jobs held by a dead worker", [], [job.name for job in late])
    errors = PeriodicJob.objects.exclude(last_error="")
    yield Check("jobs whose last run failed", [], [f"{job.name}: {job.last_error}" for job in errors])
    undone = DBTaskResult.objects.exclude(status=TaskResultStatus.SUCCESSFUL)
    yield Check("tasks not done", [], [f"{task.task_path}: {task.status}" for task in undone])
    yield Check("leases of tasks left", 0, TaskLease.objects.count())
    yield Check("search entries not on disk", 0, IndexEntry.objects.exclude(state=IndexEntry.State.DONE).count())


def expected_mails(papers: Sequence[Paper]) -> Counter[str]:
    """Message by message, who should have got how many: confirmations, issues, answers."""
    wanted: Counter[str] = Counter()
    for reader in Subscription.objects.all():
        wanted[f"confirm {reader.email}"] += 1
    for issue in Issue.objects.select_related("unit"):
        readers = Subscription.objects.filter(confirmed_at__lte=issue.created_at, language=issue.language)
        chosen = readers.filter(all_units=True) if issue.unit.slug == TOP else readers.filter(units=issue.unit)
        wanted.update(f"issue-{issue.pk} {reader.email}" for reader in chosen)
    wanted.update(f"answer {asker_of(paper.number)}" for paper in papers)
    return wanted


def _number(mail: Any) -> str:
    return str(mail["Message-ID"]).strip().strip("<>")


def _letters(letters: Sequence[Any]) -> Iterator[Check]:
    """Whoever is to sign is asked once by mail, unless the signature was there before the letter."""
    names = [_number(mail).split("@")[0].split("-") for mail in letters]
    asked = [(int(step), int(person)) for _review, step, _kind, person, *_opened in names]
    yield Check("people asked twice to sign the same", [], _twice(asked))
    steps, noted = RoundStep.objects.all(), RoundStep.objects.exclude(asked_at=None)
    named = {step for step, _person in asked}
    yield Check("people asked to sign what is not there", [], sorted(named - {step.pk for step in steps}))
    # Whoever signs while the letter is being written gets none.
    signed = SignOff.objects.filter(made_at__lte=F("round_step__asked_at")).values_list("round_step_id", flat=True)
    yield Check("steps noted as asked without a letter", [], sorted({step.pk for step in noted} - named - set(signed)))
    yield Check("steps that wait and nobody was asked", [], list(RoundStep.objects.to_sign().filter(asked_at=None)))


def mails(site: Site, papers: Sequence[Paper]) -> Iterator[Check]:
    """The folder holds each mail once, and no other."""
    letters = [mail for mail in site.mails() if _number(mail).startswith("review-")]
    yield from _letters(letters)
    kept = [mail for mail in site.mails() if not _number(mail).startswith("review-")]
    ids = [str(mail["Message-ID"]).strip() for mail in kept]
    wanted = expected_mails(papers)
    got: Counter[str] = Counter()
    for mail, name in zip(kept, ids, strict=True):
        kind, first = [*name.strip("<>").split("-"), ""][:2]
        got[f"{kind}-{first} {mail['To']}" if kind == "issue" else f"{kind} {mail['To']}"] += 1
    yield Check("mails in the folder, by Message-ID", len(set(ids)), len(kept))
    yield Check("mails expected", wanted.total(), len(set(ids)))
    yield Check("mails lost", [], sorted((wanted - got).elements()))
    yield Check("mails too many", [], sorted((got - wanted).elements()))
    issues = [name.split("-")[1] if name.startswith("<issue-") else "" for name in ids]
    by_issue = [(str(mail["To"]), str(mail["Subject"]), issue) for mail, issue in zip(kept, issues, strict=True)]
    yield Check("mails to one reader twice", [], _twice(by_issue))
    unsent = OutgoingMail.objects.exclude(state=MailState.SENT)
    yield Check("outgoing mails not sent", [], [f"{one.message_id} {one.state} {one.error}" for one in unsent])
    queued = set(OutgoingMail.objects.values_list("message_id", flat=True))
    yield Check("outgoing mails without a file", [], sorted(queued - set(ids)))
    recipients = dict(Issue.objects.values_list("pk", "recipients"))
    reached = {pk: sum(count for key, count in got.items() if key.startswith(f"issue-{pk} ")) for pk in recipients}
    yield Check("readers reached, by issue", reached, recipients)


def scores(runs: int) -> Iterator[Check]:
    """The account counts each fact once, and one year's record is kept once for each checksum."""
    run = AssessmentRun.objects.order_by("-pk").first()
    yield Check("assessment computed", True, run is not None)
    computed = FactRecord.objects.filter(name="assessment.scores_computed").count()
    yield Check("facts of the assessment", AssessmentRun.objects.count(), computed)
    if run is None:
        return
    for code in ("stories", "answers"):
        found = run.scores.filter(indicator__code=code)
        yield Check(f"score “{code}”: out of", runs, sum(score.base for score in found))
        evidence = [fact for score in found for fact in score.evidence.values_list("fact_id", flat=True)]
        yield Check(f"score “{code}”: evidence", sum(score.value for score in found), len(set(evidence)))


def pages(site: Site, browser: Browser, papers: Sequence[Paper]) -> Iterator[Check]:
    """Anybody finds each story, paper and answer, and opens it."""
    lost, closed = [], []
    for paper in papers:
        page = browser.get(f"/search/?q={paper.title}")
        dossier = Dossier.objects.select_related("story", "article").get(article__doi=paper.doi)
        answer = Answer.objects.get(case__dossier=dossier)
        for url in (dossier.story.get_url() or "", dossier.article.get_absolute_url() if dossier.article else ""):
            lost += [] if url and url in page else [f"{paper.title}: {url}"]
        found = browser.get(f"/search/?q={paper.question}")
        lost += [] if answer.get_absolute_url() in found else [f"{paper.question}: {answer.get_absolute_url()}"]
        closed += [] if paper.title in browser.get(dossier.story.get_url() or "/") else [paper.title]
    yield Check("not found by search", [], lost)
    yield Check("stories that do not open", [], closed)
    feed = browser.get(reverse("channels:unit_atom", args=["north-lake"]))
    newest = min(len(papers), 30)
    yield Check("stories in the institute's feed", newest, sum(paper.title in feed for paper in papers))
    yield Check("units", 7, Unit.objects.count())

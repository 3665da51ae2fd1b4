"""What each thing of a thread is called and where it opens, by kind and in batches; and who may know it.

A kind's function gets the wanted ids and the reader (None: anyone) and gives the things this reader may see. What is missing from
its answer is hidden: staff are told that something is there, the public is not.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from scicomm.channels.models import OUT, Release
from scicomm.channels.permissions import releases_for
from scicomm.desk.rules.weave import Tone
from scicomm.facts.base import ref, ref_parts
from scicomm.journals.models import Article
from scicomm.listening.permissions import mentions_for
from scicomm.listening.permissions import topics_for as hot_topics_for
from scicomm.newsroom.models import Dossier
from scicomm.newsroom.permissions import dossiers_for, leads_for, topics_for
from scicomm.organisation.permissions import units_under
from scicomm.responses.models import Answer, Case, CaseState, Statement, Verdict
from scicomm.responses.permissions import answers_for, cases_for

WRONG = frozenset({Verdict.INACCURATE, Verdict.FALSE})


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing as one reader may see it. `done` is False for what is planned or under way; `claim` marks a wrong claim; `waits` a
    question without an answer; `counts` is False for what is drawn but is none of its station's number."""

    reference: str
    title: str
    url: str = ""
    date: dt.datetime | None = None
    note: str = ""
    done: bool = True
    claim: bool = False
    waits: bool = False
    counts: bool = True

    @property
    def tone(self) -> Tone:
        if self.claim:
            return Tone.HOT
        return Tone.PLAIN if self.done else Tone.TODO


Ids = list[int]
Kind = Callable[[Ids, Any], Iterable[Thing]]


def _noon(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(12)))


def _articles(ids: Ids, user: Any) -> Iterable[Thing]:
    # A withdrawn one keeps its place in the thread and its address, which says why.
    known = Article.everything.filter(pk__in=ids).select_related("journal")
    # Of one that its journal holds back only those know who oversee the journal.
    shown = Q(embargo_until__isnull=True)
    for article in known.filter(shown if user is None else shown | Q(journal__unit__in=units_under(user))):
        yield Thing(
            ref("journals", "article", article.pk),
            article.title,
            article.get_absolute_url(),
            _noon(article.published_on),
            article.journal.title,
        )


def _leads(ids: Ids, user: Any) -> Iterable[Thing]:
    if user is None:
        return
    for lead in leads_for(user).filter(pk__in=ids).select_related("reported_by"):
        yield Thing(
            ref("newsroom", "lead", lead.pk),
            lead.title,
            reverse("newsroom_lead", args=[lead.pk]),
            lead.created_at,
            lead.get_state_display(),
        )


def _topics(ids: Ids, user: Any) -> Iterable[Thing]:
    if user is None:
        return
    for topic in topics_for(user).filter(pk__in=ids):
        yield Thing(
            ref("newsroom", "topic", topic.pk),
            topic.title,
            reverse("newsroom_topic", args=[topic.pk]),
            topic.created_at,
            topic.get_state_display(),
        )


def _stories(ids: Ids, user: Any) -> Iterable[Thing]:
    public = set(Dossier.objects.public().filter(story_id__in=ids).values_list("story_id", flat=True))
    rows = Dossier.objects.filter(story_id__in=public) if user is None else dossiers_for(user).filter(story_id__in=ids)
    if user is not None:
        rows = rows | Dossier.objects.filter(story_id__in=public)
    mine = set() if user is None else set(dossiers_for(user).filter(story_id__in=ids).values_list("pk", flat=True))
    for dossier in rows.distinct().select_related("story"):
        desk = dossier.pk in mine
        yield Thing(
            ref("newsroom", "story", dossier.story_id),
            (dossier.story.draft_title if desk else "") or dossier.story.title,
            reverse("newsroom_story", args=[dossier.story_id]) if desk else dossier.story.get_url() or "",
            dossier.published_at or (dossier.changed_at if desk else None),
            "" if dossier.story_id in public else dossier.get_state_display(),
            done=dossier.story_id in public,
        )


def _releases(ids: Ids, user: Any) -> Iterable[Thing]:
    rows = Release.objects.filter(pk__in=ids)
    open_to_all = Q(state__in=OUT, dossier__in=Dossier.objects.public())
    if user is not None:
        open_to_all |= Q(pk__in=releases_for(user).values("pk")) | Q(dossier__in=dossiers_for(user).values("pk"))
    for release in rows.filter(open_to_all).select_related("channel__unit"):
        yield Thing(
            ref("channels", "release", release.pk),
            release.channel.name,
            release.url,
            release.sent_at or (release.changed_at if user is not None else None),
            "" if release.is_out else release.get_state_display(),
            done=release.is_out,
        )


def _mentions(ids: Ids, user: Any) -> Iterable[Thing]:
    if user is None:
        return
    wrong = set(
        Case.objects.filter(mention_id__in=ids, answer__verdict__in=WRONG, state=CaseState.PUBLISHED).values_list(
            "mention_id", flat=True
        )
    )
    for mention in mentions_for(user).filter(pk__in=ids).distinct():
        yield Thing(
            ref("listening", "mention", mention.pk),
            mention.title,
            mention.get_absolute_url(),
            mention.published_at or mention.found_at,
            mention.source,
            claim=mention.pk in wrong,
        )


def _hot_topics(ids: Ids, user: Any) -> Iterable[Thing]:
    """What the public speaks of: a place to look, and no mention of its own."""
    if user is None:
        return
    for topic in hot_topics_for(user).filter(pk__in=ids):
        yield Thing(
            ref("listening", "topic", topic.pk),
            topic.shown_title,
            topic.get_absolute_url(),
            topic.first_at,
            _("hot topic, it bursts") if topic.is_bursting else _("hot topic"),
            counts=False,
        )


def _cases(ids: Ids, user: Any) -> Iterable[Thing]:
    """A question as the desk has it, and for anyone else as it was published with its answer."""
    mine = {} if user is None else {case.pk: case for case in cases_for(user).filter(pk__in=ids).distinct()}
    answered = {a.case_id: a for a in Answer.objects.public().filter(case_id__in=ids).select_related("case")}
    for pk in {*mine, *answered}:
        case, answer = mine.get(pk), answered.get(pk)
        claim = answer is not None and answer.verdict in WRONG
        name = ref("responses", "case", pk)
        if case is not None:
            note = "" if answer else case.get_state_display()
            url = reverse("responses_case", args=[pk])
            yield Thing(name, case.title, url, case.received_at, note, claim=claim, waits=case.is_open)
        elif answer is not None:
            yield Thing(name, answer.question, answer.get_absolute_url(), None, claim=claim)


def _statements(ids: Ids, user: Any) -> Iterable[Thing]:
    if user is None:
        return
    seen = cases_for(user).values("pk")
    for statement in Statement.objects.filter(pk__in=ids, case__in=seen).select_related("person"):
        yield Thing(
            ref("responses", "statement", statement.pk),
            _("Statement of %(name)s") % {"name": statement.person.name},
            reverse("responses_case", args=[statement.case_id]),
            statement.created_at,
        )


def _answers(ids: Ids, user: Any) -> Iterable[Thing]:
    public = {answer.pk: answer for answer in Answer.objects.public().filter(pk__in=ids)}
    mine = {} if user is None else {answer.pk: answer for answer in answers_for(user).filter(pk__in=ids)}
    for pk, answer in {**public, **mine}.items():
        url = answer.get_absolute_url() if pk in public else reverse("responses_case", args=[answer.case_id])
        yield Thing(
            ref("responses", "answer", pk),
            answer.question,
            url,
            answer.published_at,
            answer.get_verdict_display() if pk in public else _("not published yet"),
            done=pk in public,
        )


KINDS: dict[str, Kind] = {
    "journals.article": _articles,
    "newsroom.lead": _leads,
    "newsroom.topic": _topics,
    "newsroom.story": _stories,
    "channels.release": _releases,
    "listening.mention": _mentions,
    "listening.topic": _hot_topics,
    "responses.case": _cases,
    "responses.statement": _statements,
    "responses.answer": _answers,
}


def _by_kind(references: Iterable[str]) -> dict[str, Ids]:
    wanted: dict[str, Ids] = {}
    for reference in references:
        kind, identifier = ref_parts(reference)
        wanted.setdefault(kind, []).append(int(identifier))
    return wanted


def things_of(references: Iterable[str], user: Any) -> dict[str, Thing]:
    """What the reader may see of these things: at most three queries a kind that occurs."""
    wanted = _by_kind(references)
    return {thing.reference: thing for kind, ids in sorted(wanted.items()) for thing in KINDS[kind](ids, user)}


def public_dates(references: Iterable[str]) -> dict[str, Thing]:
    """What anyone may see of these things, without titles and addresses: all that a strip needs. Two queries."""
    wanted = _by_kind(references)
    found = {
        ref("journals", "article", pk): _noon(day)
        for pk, day in Article.everything.filter(pk__in=wanted.get("journals.article", [])).values_list(
            "pk", "published_on"
        )
    }
    answers, public = Answer.objects.public(), Dossier.objects.public()
    releases = Release.objects.filter(state__in=OUT, dossier__in=public)
    rows = {
        "newsroom.story": (public, "story_id", "published_at"),
        "channels.release": (releases, "pk", "sent_at"),
        "responses.case": (answers, "case_id", "published_at"),
        "responses.answer": (answers, "pk", "published_at"),
    }
    parts = [
        every.filter(**{f"{key}__in": wanted[kind]}).order_by().values_list(Value(kind), key, date)
        for kind, (every, key, date) in rows.items()
        if kind in wanted
    ]
    if parts:
        found |= {f"{kind}:{pk}": date for kind, pk, date in parts[0].union(*parts[1:], all=True)}
    return {reference: Thing(reference, "", date=date) for reference, date in found.items()}

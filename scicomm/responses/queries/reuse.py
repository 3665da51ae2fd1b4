"""Answers that are there already: like a question, to the same claim; what is proposed, and the words to send on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from scicomm.facts.base import ref_parts
from scicomm.listening import queries as listening
from scicomm.listening.models import ClaimCopy
from scicomm.responses.enums import ReuseState
from scicomm.responses.models import Answer, AnswerReuse, Case
from scicomm.responses.permissions import reuses_for
from scicomm.responses.queries.answers import public_answers
from scicomm.responses.rules import LIKE, likeness
from scicomm.search.engine import QuerySpec, search

# Candidates that are compared word by word.
CANDIDATES = 30
# Without an index: the newest answers.
NEWEST = 300


@dataclass(frozen=True)
class LikeAnswer:
    """A public answer and how like its question or claim a text is."""

    answer: Answer
    score: float


def _candidates(text: str) -> QuerySet[Answer]:
    """Answers worth comparing: what search finds, or the newest where no index has been built."""
    spec = QuerySpec(text=text[:300], filters={"kind": ["answer"]}, limit=CANDIDATES, facets=(), marked=False)
    results = search(spec)
    if not results.available:
        return public_answers()[:NEWEST]
    keys = [ref_parts(hit.key)[1] for hit in results.hits]
    return public_answers().filter(pk__in=[int(key) for key in keys if key.isdecimal()])


def _likeness(text: str, answer: Answer) -> float:
    told = [answer.question_zh, answer.question_en, answer.claim_zh, answer.claim_en]
    told += [pair.get(name, "") for pair in answer.pairs for name in ("question_zh", "question_en")]
    return max((likeness(text, one) for one in told if one), default=0.0)


def similar_answers(text: str, limit: int = 3) -> list[LikeAnswer]:
    """Public answers to what a text asks or claims, the likest first; also those to claims like it."""
    if not text.strip():
        return []
    scored = [LikeAnswer(answer, _likeness(text, answer)) for answer in _candidates(text)]
    found = {one.answer.pk: one for one in scored if one.score >= LIKE}
    for one in _by_claims(text):
        known = found.get(one.answer.pk)
        if known is None or known.score < one.score:
            found[one.answer.pk] = one
    return sorted(found.values(), key=lambda one: (-one.score, -one.answer.pk))[:limit]


def _by_claims(text: str) -> list[LikeAnswer]:
    """Answers to the claims that listening finds like a text, where it can tell."""
    claims_like: Callable[..., Any] | None = getattr(listening, "claims_like", None)
    if claims_like is None:
        return []
    scores: dict[int, float] = {}
    for found in claims_like(text, 5):
        claim = getattr(found, "claim", found)
        scores[claim.pk] = float(getattr(found, "score", LIKE))
    rows = public_answers().filter(case__claim__in=list(scores)) if scores else []
    return [LikeAnswer(answer, scores[answer.case.claim_id or 0]) for answer in rows]


def copies_to_propose(limit: int = 200) -> list[tuple[Answer, ClaimCopy]]:
    """New copies of answered claims for which nobody was shown the answer yet: found after the answer was public, no copies of
    another report, none of our own, none that has a case already."""
    answers = Answer.objects.public().filter(case__claim=OuterRef("claim"))
    shown = AnswerReuse.objects.filter(mention=OuterRef("mention"))
    rows = (
        ClaimCopy.objects.filter(Exists(answers), ~Exists(shown), mention__original__isnull=True)
        .filter(~Exists(Case.objects.filter(mention=OuterRef("mention"))))
        .exclude(mention__source_class="own")
        .select_related("mention__unit", "claim")
        .order_by("pk")
    )
    found: list[tuple[Answer, ClaimCopy]] = []
    newest = {answer.case.claim_id: answer for answer in
              Answer.objects.public().filter(case__claim__isnull=False).select_related("case__unit")
              .order_by("published_at", "pk")}  # fmt: skip
    for copy in rows.iterator(chunk_size=500):
        answer = newest.get(copy.claim_id)
        if answer and answer.published_at and copy.mention.found_at > answer.published_at:
            found.append((answer, copy))
        if len(found) >= limit:
            break
    return found


def reuses_waiting(user: Any) -> QuerySet[AnswerReuse]:
    """Proposals that a user decides on, the newest first."""
    rows = reuses_for(user).filter(state=ReuseState.PROPOSED)
    return rows.select_related("answer__case__unit", "mention", "unit").order_by(F("made_at").desc(), "-pk")


def answers_proposed_to(user: Any) -> list[tuple[Answer, int, dt.datetime]]:
    """The answers that are proposed to a user, with how many copies wait and since when; the longest waiting first. One query."""
    waiting = Q(reuses__in=reuses_for(user).filter(state=ReuseState.PROPOSED))
    rows = Answer.objects.filter(waiting).annotate(copies=Count("reuses"), since=Min("reuses__made_at"))
    return [(answer, answer.copies, answer.since) for answer in rows.order_by("since", "pk")]


def times_used(answer: Answer) -> int:
    """How often an answer was used again."""
    return answer.reuses.filter(state=ReuseState.ACCEPTED).count()


def reuse_figures(units: Any, since: dt.datetime) -> dict[str, int]:
    """How many answers were proposed, used and refused in units since a moment. One query."""
    rows = AnswerReuse.objects.filter(Q(unit__in=units), made_at__gte=since).values_list("state", flat=True)
    states = list(rows)
    return {state: states.count(state) for state in ReuseState.values}


def reply_with(answer: Answer, language: str) -> str:
    """Words to send to an outlet or a reader: what the answer says, and where the whole of it stands."""
    with override(language):
        url = f"{settings.SITE_URL.rstrip('/')}{answer.get_absolute_url()}"
        lines = [
            _("Hello,"),
            "",
            _("The statement “%(claim)s” was checked by researchers of %(unit)s.")
            % {"claim": answer.claim, "unit": answer.case.unit.name}
            if answer.is_claim
            else _("“%(question)s” was answered by researchers of %(unit)s.")
            % {"question": answer.question, "unit": answer.case.unit.name},
            _("Their verdict: %(verdict)s.") % {"verdict": answer.get_verdict_display()} if answer.is_claim else "",
            answer.summary,
            "",
            _("The whole answer, with sources and with what is not known yet:"),
            url,
            "",
            _("If you carry the statement, we would be glad if you added the answer or its address."),
        ]
        return "\n".join(line for place, line in enumerate(lines) if line or lines[place - 1])

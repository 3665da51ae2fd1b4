"""The full record of a story's reviews, in the order of time: every round, opening, link, letter, decision and mark."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from scicomm.newsroom.enums import Step
from scicomm.newsroom.models import Dossier, Mark, ReviewOpening, ReviewRound, SignLink, SignOff


@dataclass(frozen=True)
class RecordLine:
    """One thing that happened: when, what, who, to which revision, and in whose words."""

    at: dt.datetime
    what: str
    who: str = ""
    revision: int | None = None
    note: str = ""
    marks: list[Mark] = field(default_factory=list)


def record_of(dossier: Dossier) -> list[RecordLine]:
    """Everything, oldest first. A fixed number of queries."""
    rounds = ReviewRound.objects.filter(dossier=dossier)
    lines = [line for made in rounds.select_related("opened_by__person") for line in _of_round(made)]
    openings = ReviewOpening.objects.filter(round__dossier=dossier).select_related("user__person", "link")
    lines += [_of_opening(row) for row in openings]
    links = SignLink.objects.filter(step__round__dossier=dossier).select_related("made_by__person", "step__round")
    lines += [line for row in links for line in _of_link(row)]
    signed = dossier.sign_offs.select_related("reviewer__person", "link").prefetch_related("marks__done_by__person")
    lines += [_of_sign_off(row) for row in signed]
    return sorted(lines, key=lambda line: line.at)


def _of_round(made: ReviewRound) -> list[RecordLine]:
    who = made.opened_by.get_full_name() if made.opened_by else ""
    lines = [RecordLine(made.opened_at, _("Sent into review"), who, made.revision_id)]
    if made.closed_at:
        words = _("Round closed: %(state)s") % {"state": made.get_state_display()}
        if made.rapid:
            words = _("Released rapidly")
        lines.append(RecordLine(made.closed_at, words, "", made.revision_id, made.rapid_reason))
    return lines


def _of_opening(row: ReviewOpening) -> RecordLine:
    who = row.link.called if row.link else (row.user.get_full_name() if row.user else "")
    return RecordLine(row.at, _("Opened by the link") if row.link else _("Opened to review"), who, row.revision_id)


def _of_link(row: SignLink) -> list[RecordLine]:
    revision = row.step.round.revision_id
    asked = row.made_by.get_full_name() if row.made_by else ""
    to = _("to %(name)s, %(address)s") % {"name": row.called, "address": row.email}
    lines = [RecordLine(row.made_at, _("Link to sign made"), asked, revision, to)]
    if row.sent_at:
        lines.append(RecordLine(row.sent_at, _("Link to sign sent"), row.called, revision))
    if row.revoked_at:
        lines.append(RecordLine(row.revoked_at, _("Link to sign taken back"), row.called, revision))
    return lines


def _of_sign_off(row: SignOff) -> RecordLine:
    verdict = row.get_verdict_display()
    marks = list(row.marks.all())
    if row.step == Step.SCIENTIST and row.verdict == "approved" and (row.note or marks):
        verdict = _("approved with remarks")
    what = _("%(step)s: %(verdict)s") % {"step": row.get_step_display(), "verdict": verdict}
    if row.own_text:
        what = _("%(decision)s (their own text, as the plan allows)") % {"decision": what}
    if row.rapid:
        what = _("%(decision)s (rapid lane)") % {"decision": what}
    return RecordLine(row.made_at, what, row.signer, row.revision_id, row.note, marks)

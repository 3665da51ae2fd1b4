"""Facts about leads, topics, assignments, and what is offered upward."""

from __future__ import annotations

from dataclasses import dataclass

from scicomm.facts.base import Fact


@dataclass(frozen=True, kw_only=True)
class LeadReported(Fact):
    """A person handed in a lead, on the form, by mail or program. Subject: newsroom.lead; about: the article, if any.
    The title is empty where it is to stay confidential."""

    title: str


@dataclass(frozen=True, kw_only=True)
class LeadMined(Fact):
    """A new article, an important date or a subject talked of was found worth telling. Subject: newsroom.lead; about:
    journals.article, if any."""

    title: str
    news_value: float


@dataclass(frozen=True, kw_only=True)
class LeadDeclined(Fact):
    """An editor decided against a lead and said why. Subject: newsroom.lead."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class LeadMerged(Fact):
    """An editor found that a lead is the same as another. Subject: newsroom.lead; about: newsroom.lead, the one that goes on."""

    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class LeadOpened(Fact):
    """A lead need not be kept confidential any longer. Subject: newsroom.lead. `early`: whoever asked gave it up before."""

    early: bool


@dataclass(frozen=True, kw_only=True)
class LeadWentStale(Fact):
    """Nobody took a lead within its term. Subject: newsroom.lead."""

    working_days: int


@dataclass(frozen=True, kw_only=True)
class LeadMailRefused(Fact):
    """A mail by somebody the house does not know was refused, as the setting says. Subject: newsroom.leadmail."""


@dataclass(frozen=True, kw_only=True)
class LeadAccepted(Fact):
    """An editor accepted a lead into a topic. Subject: newsroom.topic; about: newsroom.lead."""

    title: str


@dataclass(frozen=True, kw_only=True)
class TopicOpened(Fact):
    """An editor planned a topic without a lead. Subject: newsroom.topic; about: journals.article, if any."""

    title: str


@dataclass(frozen=True, kw_only=True)
class TopicChanged(Fact):
    """A topic's plan, sources or coverage changed. Subject: newsroom.topic. `fields` are the names of what changed."""

    fields: list[str]


@dataclass(frozen=True, kw_only=True)
class TopicMoved(Fact):
    """An editor moved a topic: planned, writing, told, dropped (with the reason). Subject: newsroom.topic."""

    old: str
    new: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class CoverageSet(Fact):
    """A coverage of a topic was planned, or moved on: planned, active, done, dropped. Subject: newsroom.coverage; about:
    newsroom.topic."""

    kind: str
    state: str


@dataclass(frozen=True, kw_only=True)
class ImportantDateSet(Fact):
    """An important date was entered or changed. Subject: newsroom.date."""

    version: str
    is_on: bool


@dataclass(frozen=True, kw_only=True)
class AssignmentGiven(Fact):
    """Work was given to a unit, or to a person of it; also when it is given again. Subject: newsroom.assignment; about: the
    assignment it is part of, and the topic. `unit_id` is who it was given to, `giver_id` who gave it."""

    title: str
    giver_id: int
    quota: int
    due_on: str


@dataclass(frozen=True, kw_only=True)
class AssignmentAccepted(Fact):
    """The unit or person took it on. Subject: newsroom.assignment."""

    quota: int


@dataclass(frozen=True, kw_only=True)
class AssignmentSplit(Fact):
    """It was given on in parts. Subject: newsroom.assignment. `parts` are how many were made now, `quota` the pieces in them."""

    parts: int
    quota: int


@dataclass(frozen=True, kw_only=True)
class AssignmentDelegated(Fact):
    """A person of the unit was put in charge of it. Subject: newsroom.assignment; `person_id` is who."""

    person_id: int


@dataclass(frozen=True, kw_only=True)
class AssignmentReturned(Fact):
    """It came back to its giver with a reason. Subject: newsroom.assignment."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class AssignmentReported(Fact):
    """The receiver says that it is done. Subject: newsroom.assignment; `pieces` are linked, `counted` of them public."""

    pieces: int
    counted: int


@dataclass(frozen=True, kw_only=True)
class AssignmentDone(Fact):
    """It is done: as many pieces are public as were wanted (no actor), or the giver said so. Subject: newsroom.assignment."""

    quota: int
    counted: int
    in_time: bool


@dataclass(frozen=True, kw_only=True)
class AssignmentReopened(Fact):
    """What was done or reported is open again: a story was withdrawn (no actor), or the giver sent it back. Subject:
    newsroom.assignment."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class AssignmentCancelled(Fact):
    """The giver called it off, with all that was given on below it. Subject: newsroom.assignment."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class AssignmentOverdue(Fact):
    """Its day has passed and it is still open; `escalated` when the level above the giver was told too. Subject:
    newsroom.assignment; `unit_id` is whose work it is. No actor: the clock says so."""

    due_on: str
    escalated: bool


@dataclass(frozen=True, kw_only=True)
class LeadSubmittedUpward(Fact):
    """A unit offered a lead to a unit above. Subject: newsroom.lead; `unit_id` is who offered, `to_unit_id` to whom."""

    to_unit_id: int


@dataclass(frozen=True, kw_only=True)
class LeadAdopted(Fact):
    """A lead a unit offered was adopted: the credit of the unit that offered it. Subject: newsroom.lead; `by_unit_id` adopted it.
    `LeadTakenUp` says the same of the higher unit: to credit both, count both facts."""

    by_unit_id: int


@dataclass(frozen=True, kw_only=True)
class LeadTakenUp(Fact):
    """A higher unit made its own topic of a lead from below: its credit. Subject: newsroom.topic, the higher unit's; about:
    newsroom.lead. `from_unit_id` offered it. The lead and the lower unit's topic stay as they are."""

    title: str
    from_unit_id: int


@dataclass(frozen=True, kw_only=True)
class StorySubmittedUpward(Fact):
    """A unit offered a story to a unit above; also when it offers it again. Subject: newsroom.story; `unit_id` is who offered,
    `to_unit_id` to whom."""

    to_unit_id: int


@dataclass(frozen=True, kw_only=True)
class StoryAdopted(Fact):
    """A story a unit offered was adopted: the credit of the unit whose story it is. Subject: newsroom.story; `by_unit_id` adopted
    it. `StoryTakenUp` says the same of the higher unit: to credit both, count both facts."""

    by_unit_id: int


@dataclass(frozen=True, kw_only=True)
class StoryTakenUp(Fact):
    """A higher unit shows a story from below on its own site, as soon as it is public: its credit. Subject: newsroom.story;
    `unit_id` is the higher unit, `from_unit_id` whose story it is."""

    from_unit_id: int


@dataclass(frozen=True, kw_only=True)
class StoryAdoptionEnded(Fact):
    """A higher unit took an adopted story off its site. Subject: newsroom.story; `unit_id` is the higher unit."""

    from_unit_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class SubmissionAnswered(Fact):
    """A higher unit did not adopt what it was offered: `answer` is "changes" or "declined". Subject: newsroom.story or
    newsroom.lead; `unit_id` is who offered, `by_unit_id` who answered."""

    by_unit_id: int
    answer: str
    reason: str

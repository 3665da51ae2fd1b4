"""The tables of the newsroom: leads, topics, stories with their dossiers, plans, rounds and signatures of review."""

from scicomm.newsroom.enums import ChangeKind, StoryState, Verdict
from scicomm.newsroom.models.assignments import Assignment, AssignmentNotice, AssignmentPiece
from scicomm.newsroom.models.calendars import CalendarAddress
from scicomm.newsroom.models.changes import SealedText, StoryChange
from scicomm.newsroom.models.checks import CheckRecord, FindingAnswer, LinkAnswer
from scicomm.newsroom.models.dates import ImportantDate
from scicomm.newsroom.models.embargoes import Embargo, EmbargoBreach, EmbargoMove
from scicomm.newsroom.models.leads import Lead, LeadAttachment, LeadMail, lead_files
from scicomm.newsroom.models.marks import Mark
from scicomm.newsroom.models.plans import ROLE_OF_STEP, Absence, PlanStep, ReviewPlan, StepTerms
from scicomm.newsroom.models.press import PressMember, PressNotice, PressOpening, PressShare, PressTerms
from scicomm.newsroom.models.profiles import UnitProfileRule
from scicomm.newsroom.models.reviews import ReviewTask, SignOff
from scicomm.newsroom.models.rounds import ReviewRound, RoundStep
from scicomm.newsroom.models.sign_links import ReviewOpening, SignLink
from scicomm.newsroom.models.stories import DOOR, Dossier, OneDoor, StoryPage
from scicomm.newsroom.models.submissions import Submission, SubmissionStep
from scicomm.newsroom.models.talk import TalkedSubject
from scicomm.newsroom.models.topics import Coverage, Topic, TopicQuerySet, TopicSegment, TopicSource

__all__ = [
    "DOOR",
    "ROLE_OF_STEP",
    "Absence",
    "Assignment",
    "AssignmentNotice",
    "AssignmentPiece",
    "CalendarAddress",
    "ChangeKind",
    "CheckRecord",
    "Coverage",
    "Dossier",
    "Embargo",
    "EmbargoBreach",
    "EmbargoMove",
    "FindingAnswer",
    "ImportantDate",
    "Lead",
    "LeadAttachment",
    "LeadMail",
    "LinkAnswer",
    "Mark",
    "OneDoor",
    "PlanStep",
    "PressMember",
    "PressNotice",
    "PressOpening",
    "PressShare",
    "PressTerms",
    "ReviewOpening",
    "ReviewPlan",
    "ReviewRound",
    "ReviewTask",
    "RoundStep",
    "SealedText",
    "SignLink",
    "SignOff",
    "StepTerms",
    "StoryChange",
    "StoryPage",
    "StoryState",
    "Submission",
    "SubmissionStep",
    "TalkedSubject",
    "Topic",
    "TopicQuerySet",
    "TopicSegment",
    "TopicSource",
    "UnitProfileRule",
    "Verdict",
    "lead_files",
]

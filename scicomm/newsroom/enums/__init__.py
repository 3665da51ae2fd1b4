"""The states of leads, topics and stories, and the steps of review."""

from scicomm.newsroom.enums.assignments import AssignmentState, NoticeKind
from scicomm.newsroom.enums.embargoes import (
    BreachOutcome,
    ChangeKind,
    EmbargoMoveKind,
    EmbargoSource,
    PressNoticeKind,
    PressState,
)
from scicomm.newsroom.enums.leads import ALIVE, LeadSource, LeadState, MailState
from scicomm.newsroom.enums.profiles import Need
from scicomm.newsroom.enums.reviews import Reach, RoundState, StepState, Who
from scicomm.newsroom.enums.stories import IN_REVIEW, STATE_OF_STEP, TAKEN_BACK, Profile, Step, StoryState, Verdict
from scicomm.newsroom.enums.submissions import SubmissionState, SubmissionVerb
from scicomm.newsroom.enums.topics import MOVES, CoverageKind, CoverageState, Public, Recurrence, SourceKind, TopicState

__all__ = [
    "ALIVE",
    "IN_REVIEW",
    "MOVES",
    "STATE_OF_STEP",
    "TAKEN_BACK",
    "AssignmentState",
    "BreachOutcome",
    "ChangeKind",
    "CoverageKind",
    "CoverageState",
    "EmbargoMoveKind",
    "EmbargoSource",
    "LeadSource",
    "LeadState",
    "MailState",
    "Need",
    "NoticeKind",
    "PressNoticeKind",
    "PressState",
    "Profile",
    "Public",
    "Reach",
    "Recurrence",
    "RoundState",
    "SourceKind",
    "Step",
    "StepState",
    "StoryState",
    "SubmissionState",
    "SubmissionVerb",
    "TopicState",
    "Verdict",
    "Who",
]

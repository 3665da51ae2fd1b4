"""The tables of the newsroom: leads, topics, stories with their dossiers and signatures."""

from scicomm.newsroom.enums import StoryState, Verdict
from scicomm.newsroom.models.planning import Lead, Topic
from scicomm.newsroom.models.stories import DOOR, ROLE_OF_STEP, Dossier, OneDoor, ReviewTask, SignOff, StoryPage
from scicomm.newsroom.models.talk import TalkedSubject

__all__ = [
    "DOOR",
    "ROLE_OF_STEP",
    "Dossier",
    "Lead",
    "OneDoor",
    "ReviewTask",
    "SignOff",
    "StoryPage",
    "StoryState",
    "TalkedSubject",
    "Topic",
    "Verdict",
]

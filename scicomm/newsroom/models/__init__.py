"""The tables of the newsroom: leads, topics, stories with their dossiers and signatures."""

from scicomm.newsroom.models.planning import Lead, Topic
from scicomm.newsroom.models.stories import DOOR, Dossier, OneDoor, ReviewTask, SignOff, StoryPage

__all__ = ["DOOR", "Dossier", "Lead", "OneDoor", "ReviewTask", "SignOff", "StoryPage", "Topic"]

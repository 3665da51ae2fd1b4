"""Every change of state in the newsroom, by noun."""

from scicomm.newsroom.actions.leads import accept_lead, decline_lead, mine_lead, report_lead
from scicomm.newsroom.actions.paper_notices import acknowledge_notice, follow_paper
from scicomm.newsroom.actions.releases import lift_embargoes, publish_story, set_embargo, withdraw_story
from scicomm.newsroom.actions.reviews import approve_story, finish_review, return_story, set_up_review, submit_story
from scicomm.newsroom.actions.search import index_story
from scicomm.newsroom.actions.staff_index import index_lead, index_story_for_staff, index_topic
from scicomm.newsroom.actions.stories import AlreadyDone, revise_story, set_experts, start_story
from scicomm.newsroom.actions.talk import note_talk

__all__ = [
    "AlreadyDone",
    "accept_lead",
    "acknowledge_notice",
    "approve_story",
    "decline_lead",
    "finish_review",
    "follow_paper",
    "index_lead",
    "index_story",
    "index_story_for_staff",
    "index_topic",
    "lift_embargoes",
    "mine_lead",
    "note_talk",
    "publish_story",
    "report_lead",
    "return_story",
    "revise_story",
    "set_embargo",
    "set_experts",
    "set_up_review",
    "start_story",
    "submit_story",
    "withdraw_story",
]

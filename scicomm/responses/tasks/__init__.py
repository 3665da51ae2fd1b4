"""Periodic work of the responses room: forgetting who asked and who voted, reminding experts, proposing answers again."""

from scicomm.responses.tasks.answers import forget_voters, propose_answers, remind_experts
from scicomm.responses.tasks.askers import forget_askers
from scicomm.responses.tasks.clocks import count_deadlines_anew, warn_of_deadlines
from scicomm.responses.tasks.disclosure import keep_disclosure
from scicomm.responses.tasks.experts import renew_expert_index
from scicomm.responses.tasks.incidents import remind_of_incidents
from scicomm.responses.tasks.mails import read_questions_mail

__all__ = [
    "count_deadlines_anew",
    "forget_askers",
    "forget_voters",
    "keep_disclosure",
    "propose_answers",
    "read_questions_mail",
    "remind_experts",
    "remind_of_incidents",
    "renew_expert_index",
    "warn_of_deadlines",
]

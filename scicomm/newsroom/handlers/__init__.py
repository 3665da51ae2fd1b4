"""What the newsroom does because of facts: new papers become leads; search learns of stories; talk outside is noted."""

from scicomm.newsroom.handlers.assignments import on_assignment_given, on_story_counted
from scicomm.newsroom.handlers.checks import on_story_links
from scicomm.newsroom.handlers.embargoes import (
    on_article_day_moved,
    on_article_embargo,
    on_article_out,
    on_embargo_nearing,
    on_press_to_tell,
)
from scicomm.newsroom.handlers.leads import (
    LeadFact,
    on_article_published,
    on_coverage_for_staff,
    on_lead_for_staff,
    on_lead_opened,
    on_talk,
    on_topic_for_staff,
)
from scicomm.newsroom.handlers.letters import answer_mail, answer_refused, tell_declined, tell_merged, tell_stale
from scicomm.newsroom.handlers.press import on_press_notice
from scicomm.newsroom.handlers.reviews import on_review_reminded, on_scientist_asked, on_steps_opened, on_story_returned
from scicomm.newsroom.handlers.stories import (
    StoryFact,
    on_paper_changed,
    on_paper_corrected,
    on_story_changed,
    on_story_for_staff,
)

__all__ = [
    "LeadFact",
    "StoryFact",
    "answer_mail",
    "answer_refused",
    "on_article_day_moved",
    "on_article_embargo",
    "on_article_out",
    "on_article_published",
    "on_assignment_given",
    "on_coverage_for_staff",
    "on_embargo_nearing",
    "on_lead_for_staff",
    "on_lead_opened",
    "on_paper_changed",
    "on_paper_corrected",
    "on_press_notice",
    "on_press_to_tell",
    "on_review_reminded",
    "on_scientist_asked",
    "on_steps_opened",
    "on_story_changed",
    "on_story_counted",
    "on_story_for_staff",
    "on_story_links",
    "on_story_returned",
    "on_talk",
    "on_topic_for_staff",
    "tell_declined",
    "tell_merged",
    "tell_stale",
]

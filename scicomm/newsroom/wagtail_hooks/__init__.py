"""Where the newsroom stands in Wagtail's admin: its pages, its menu, and what Wagtail's own screens may not do."""

from scicomm.newsroom.wagtail_hooks.addresses import planning_urls, story_urls
from scicomm.newsroom.wagtail_hooks.choosers import chooser_viewsets
from scicomm.newsroom.wagtail_hooks.levels import assignments_item, levels_urls, submissions_item
from scicomm.newsroom.wagtail_hooks.menu import (
    StaffMenuItem,
    absences_item,
    board_item,
    leads_item,
    plans_item,
    press_item,
    secrecy_item,
)
from scicomm.newsroom.wagtail_hooks.profiles import writing_group

__all__ = [
    "StaffMenuItem",
    "absences_item",
    "assignments_item",
    "board_item",
    "chooser_viewsets",
    "leads_item",
    "levels_urls",
    "planning_urls",
    "plans_item",
    "press_item",
    "secrecy_item",
    "story_urls",
    "submissions_item",
    "writing_group",
]

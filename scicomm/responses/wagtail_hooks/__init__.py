"""Where the responses room stands in Wagtail's admin: its pages, its menu item, and what it offers for a mention."""

from scicomm.responses.wagtail_hooks.addresses import responses_urls
from scicomm.responses.wagtail_hooks.disclosure import (
    catalogue_item,
    disclosure_urls,
    keep_files_of_items,
    requests_item,
    template_viewsets,
)
from scicomm.responses.wagtail_hooks.inbox import inbox_urls
from scicomm.responses.wagtail_hooks.menu import CasesMenuItem, cases_item, open_case_link

__all__ = [
    "CasesMenuItem",
    "cases_item",
    "catalogue_item",
    "disclosure_urls",
    "inbox_urls",
    "keep_files_of_items",
    "open_case_link",
    "requests_item",
    "responses_urls",
    "template_viewsets",
]

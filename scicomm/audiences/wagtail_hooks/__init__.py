"""Where the audiences stand in Wagtail's admin: policies, lists, the inbox, the menu."""

from scicomm.audiences.wagtail_hooks import briefs, contacts, digests, matching, readers

__all__ = [
    "briefs",
    "contacts",
    "digests",
    "matching",
    "readers",
]

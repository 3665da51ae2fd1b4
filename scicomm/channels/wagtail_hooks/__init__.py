"""Where the channels stand in Wagtail's admin: policies, lists, verbs, menus."""

from scicomm.channels.wagtail_hooks import fediverse, matrix, releases

__all__ = ["fediverse", "matrix", "releases"]

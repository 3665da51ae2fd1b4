"""Every change of the portal's own rows and files: the cache's generation, the counted views, the log of usage."""

from scicomm.portal.actions.generation import make_kept_pages_old, make_pages_old, start_generation
from scicomm.portal.actions.usage import LogsMissing, count_usage, recount_usage
from scicomm.portal.actions.usage_files import destroy_old_keys, usage_folder

__all__ = [
    "LogsMissing",
    "count_usage",
    "destroy_old_keys",
    "make_kept_pages_old",
    "make_pages_old",
    "recount_usage",
    "start_generation",
    "usage_folder",
]

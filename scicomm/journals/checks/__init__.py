"""Django checks of the journals' settings, a file each subject; reading them registers them."""

from scicomm.journals.checks.counter import check_counter
from scicomm.journals.checks.crossref import check_crossref_schemas
from scicomm.journals.checks.watch_folder import check_watch_folder

__all__ = ["check_counter", "check_crossref_schemas", "check_watch_folder"]

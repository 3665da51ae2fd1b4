"""Pages of listening: mentions with why they were linked, alerts of one's own watches, the sources and how they fare; and the
public page that says what is collected."""

from scicomm.listening.views.intake import hand_in, opml_in, opml_out, table, table_new
from scicomm.listening.views.keeping import keeping, outlets
from scicomm.listening.views.mentions import A_PAGE, LINK_FILTERS, mention, mentions, relink
from scicomm.listening.views.public import transparency
from scicomm.listening.views.sources import health, source_step
from scicomm.listening.views.watch_trials import transfer, try_watch, watch, watches_file
from scicomm.listening.views.watches import alerts, leave_watch, mute, seen, snooze, unmute

__all__ = [
    "A_PAGE",
    "LINK_FILTERS",
    "alerts",
    "hand_in",
    "health",
    "keeping",
    "leave_watch",
    "mention",
    "mentions",
    "mute",
    "opml_in",
    "opml_out",
    "outlets",
    "relink",
    "seen",
    "snooze",
    "source_step",
    "table",
    "table_new",
    "transfer",
    "transparency",
    "try_watch",
    "unmute",
    "watch",
    "watches_file",
]

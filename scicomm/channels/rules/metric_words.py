"""Words for what is counted, and for the errors of files with figures; the file of figures itself is read in figure_files.py."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

METRIC_WORDS: dict[str, Promise] = {
    "reads": _("reads"),
    "likes": _("likes"),
    "shares": _("shares"),
    "comments": _("comments"),
    "clicks": _("clicks"),
    "saves": _("saves"),
    "deliveries": _("deliveries"),
    "opens": _("opens"),
}
# Codes of what is wrong with a line of a file.
ROW_WORDS: dict[str, Promise] = {
    "unreadable": _("This is not a CSV file in UTF-8 or GB 18030."),
    "too_many": _("The file has more lines than are taken at once."),
    "head": _("The first line must name the columns."),
    "day": _("not a day"),
    "future": _("a day that has not come yet"),
    "value": _("not a number"),
    "metric": _("not a figure that is kept"),
    "place": _("not the address or number of a release"),
    "unknown": _("no release of yours"),
}

"""The summary in plain words that the house wrote and reviewed, as an article's page shows it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from scicomm.journals.models import Article
from scicomm.portal.queries.frame import language
from scicomm.portal.queries.wording import HTML_LANGUAGE, day_words


@dataclass(frozen=True, slots=True)
class ReviewedSummary:
    """A summary in plain words that was written and reviewed in the house; `lang` is empty where it is the page's."""

    text: str
    lang: str
    reviewer: str
    day: str
    version: int
    is_older: bool
    anchor: str = "plain-reviewed"


def reviewed_summary(article: Article) -> ReviewedSummary | None:
    """The reviewed summary in the reader's language, else in the other. No query: it stands on the article's row."""
    here, there = ("en", "zh") if language() == "en" else ("zh", "en")
    known = article.reviewed_summaries
    code = here if here in known else there
    if code not in known:
        return None
    found = known[code]
    return ReviewedSummary(
        text=found["text"],
        lang="" if code == here else HTML_LANGUAGE[code],
        reviewer=found["reviewer_en" if here == "en" else "reviewer_zh"],
        day=day_words(dt.date.fromisoformat(found["on"]), always_year=True),
        version=found["version"],
        is_older=found["version"] < article.version,
    )

"""Reads of the journals, each in a fixed number of queries."""

from scicomm.journals.queries.articles import (
    HEAVY,
    ArticlePage,
    article_page,
    article_years,
    articles,
    listed,
    notices_of,
)
from scicomm.journals.queries.citations import work_of
from scicomm.journals.queries.counter import WORLD, counter_report, platform_name
from scicomm.journals.queries.deposits import DepositHealth, deposit_health, failed_deposits
from scicomm.journals.queries.files import ArticleFiles, files_of, lasting_address, pdf_names, public_files
from scicomm.journals.queries.intake import Tally, tally
from scicomm.journals.queries.journals import journals_listed
from scicomm.journals.queries.oai_health import JournalOai, oai_health, without_jats
from scicomm.journals.queries.portfolio import (
    WORRYING,
    AboutJournal,
    GoalStanding,
    Portfolio,
    Series,
    about_journal,
    figure,
    goals_standing,
    portfolio_of,
    resource_sums,
    series_of,
)
from scicomm.journals.queries.programs import articles_for_programs, issues_of, known_authors, refusal_row
from scicomm.journals.queries.quarantine import open_refusals, reasons_to_replay, replayable
from scicomm.journals.queries.standing import StandingNotice, standing_notice
from scicomm.journals.queries.summaries import (
    summaries_listed,
    summaries_of,
    summaries_returned_to,
    summaries_to_review,
    term_counts,
)
from scicomm.journals.queries.usage import (
    NO_USAGE,
    Figures,
    JournalUsage,
    article_clock,
    counted_months,
    figures_from,
    journal_figures,
    latest_month,
    requests_by_month,
    usage_by_journal,
)

__all__ = [
    "HEAVY",
    "NO_USAGE",
    "WORLD",
    "WORRYING",
    "AboutJournal",
    "ArticleFiles",
    "ArticlePage",
    "DepositHealth",
    "Figures",
    "GoalStanding",
    "JournalOai",
    "JournalUsage",
    "Portfolio",
    "Series",
    "StandingNotice",
    "Tally",
    "about_journal",
    "article_clock",
    "article_page",
    "article_years",
    "articles",
    "articles_for_programs",
    "counted_months",
    "counter_report",
    "deposit_health",
    "failed_deposits",
    "figure",
    "figures_from",
    "files_of",
    "goals_standing",
    "issues_of",
    "journal_figures",
    "journals_listed",
    "known_authors",
    "lasting_address",
    "latest_month",
    "listed",
    "notices_of",
    "oai_health",
    "open_refusals",
    "pdf_names",
    "platform_name",
    "portfolio_of",
    "public_files",
    "reasons_to_replay",
    "refusal_row",
    "replayable",
    "requests_by_month",
    "resource_sums",
    "series_of",
    "standing_notice",
    "summaries_listed",
    "summaries_of",
    "summaries_returned_to",
    "summaries_to_review",
    "tally",
    "term_counts",
    "usage_by_journal",
    "without_jats",
    "work_of",
]

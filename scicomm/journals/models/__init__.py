"""The tables of the journals."""

from scicomm.journals.models.articles import Article, ArticleRelation, ArticleVersion, Authorship
from scicomm.journals.models.deposits import Deposit, DepositAccount, DepositBatch, DepositRecord
from scicomm.journals.models.files import ArticleFile
from scicomm.journals.models.harvests import HarvestedRecord, HarvestSource
from scicomm.journals.models.intake import IntakeItem, IntakeRun, WatchedFile
from scicomm.journals.models.journals import LANGUAGES, Access, Frequency, Journal, Stage
from scicomm.journals.models.portfolio import (
    IndicatorValue,
    JournalBody,
    JournalEditor,
    JournalGoal,
    JournalIndexing,
    JournalIndicator,
    JournalStep,
    ResourceLine,
)
from scicomm.journals.models.quality import ArticleQuality, ArticleTerm
from scicomm.journals.models.quarantine import QuarantinedFile
from scicomm.journals.models.similar import SimilarArticle
from scicomm.journals.models.summaries import PlainSummary
from scicomm.journals.models.usage import CountedUsage, ReportKey, SearchMonth, UsageClock, UsageMonth

__all__ = [
    "LANGUAGES",
    "Access",
    "Article",
    "ArticleFile",
    "ArticleQuality",
    "ArticleRelation",
    "ArticleTerm",
    "ArticleVersion",
    "Authorship",
    "CountedUsage",
    "Deposit",
    "DepositAccount",
    "DepositBatch",
    "DepositRecord",
    "Frequency",
    "HarvestSource",
    "HarvestedRecord",
    "IndicatorValue",
    "IntakeItem",
    "IntakeRun",
    "Journal",
    "JournalBody",
    "JournalEditor",
    "JournalGoal",
    "JournalIndexing",
    "JournalIndicator",
    "JournalStep",
    "PlainSummary",
    "QuarantinedFile",
    "ReportKey",
    "ResourceLine",
    "SearchMonth",
    "SimilarArticle",
    "Stage",
    "UsageClock",
    "UsageMonth",
    "WatchedFile",
]

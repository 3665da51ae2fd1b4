"""What makes a paper worth telling: reasons, each with its weight, adding up to the news value; no database, no clock.

Everything that can be tuned stands in this file. A change of a weight or of the threshold gets a new WEIGHTS_VERSION: each lead
keeps the version it was weighed by, and leads that were weighed before are never changed.
"""

from __future__ import annotations

from dataclasses import dataclass

WEIGHTS_VERSION = "3"
WEIGHTS: dict[str, float] = {
    # One author of the house, and for each further one, up to the most.
    "own_authors": 0.10,
    "own_authors_more": 0.05,
    "own_authors_most": 0.20,
    "corresponding": 0.15,
    # All of the paper's terms rare in the cluster; in proportion below, nothing under half.
    "novelty": 0.15,
    # Outside they speak of its subject these days; readers of ours followed its subject these weeks.
    "hot_subject": 0.15,
    "told_subject": 0.05,
    # A day that is still to come: time to prepare.
    "embargo": 0.10,
    # On the day itself, falling to half in thirty days, then nothing.
    "fresh": 0.20,
    "figures": 0.05,
    "funding": 0.05,
    "summary": 0.05,
    "open_access": 0.05,
    "both_languages": 0.05,
    # Hints (rules/hints.py): a colleague took the time; more where they told it at length or sent something to show.
    "from_person": 0.15,
    "from_mail": 0.15,
    "from_api": 0.10,
    "told_at_length": 0.05,
    "with_files": 0.05,
    # A day that everybody looks to, a subject everybody speaks of; each recent paper of ours to it, up to four.
    "date_ahead": 0.20,
    "talk": 0.20,
    "own_paper": 0.05,
}
"""What each reason adds at most."""
THRESHOLD = 0.10
"""A paper of less news value becomes no lead."""
FRESH_DAYS = 30
RARE_SHARE = 0.005
"""A term is rare when at most this share of the cluster's other papers has it (in a small cluster: one of them)."""
LEAST_CLUSTER = 50
"""With fewer papers to compare, nothing is said of novelty."""
LEAST_TERMS = 3
HOT_DAYS = 14
HOT_MENTIONS = 3
"""A subject is hot when so many mentions of the last so many days speak of papers or stories of it."""

# What is published and is no result: nothing of it becomes a lead (values of JATS article-type and what publishers use).
NOT_TOLD = frozenset(
    {
        "correction",
        "corrected-article",
        "retraction",
        "retraction-notice",
        "partial-retraction",
        "erratum",
        "addendum",
        "expression-of-concern",
        "removal",
        "withdrawal",
        "editorial",
        "introduction",
        "announcement",
        "calendar",
        "news",
        "meeting-report",
        "obituary",
        "in-memoriam",
        "book-review",
        "books-received",
        "product-review",
        "letter",
        "reply",
        "abstract",
        "index",
        "collection",
        "oration",
        "reprint",
        "translation",
    }
)


def is_told(article_type: str) -> bool:
    """Whether a kind of article can be worth telling at all: no corrections, notices, editorials."""
    return article_type.strip().lower().replace("_", "-").replace(" ", "-") not in NOT_TOLD


@dataclass(frozen=True)
class Reason:
    """One reason for a news value: a code that the screens translate, what it adds, and a value to show.

    `names` are short addresses of units or codes of subjects, which the screens show in the reader's language.
    """

    code: str
    points: float
    value: str = ""
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class PaperFacts:
    """What is known of a paper when its news value is weighed.

    `days_old` is negative for a day still to come, which `embargo` names. `terms` says for each of its terms how many other
    papers of the cluster have it; `cluster` is how many others there are. Subjects are codes, units short addresses.
    """

    own_authors: int
    corresponding_is_ours: bool
    has_summary: bool
    is_open_access: bool
    is_correction: bool
    days_old: int
    hot_subjects: tuple[str, ...]
    abstract_length: int
    body_language_pair: bool
    own_units: tuple[str, ...] = ()
    told_subjects: tuple[str, ...] = ()
    terms: tuple[tuple[str, int], ...] = ()
    cluster: int = 0
    figures: int = 0
    funders: tuple[str, ...] = ()
    embargo: str = ""


def news_value(paper: PaperFacts) -> tuple[float, list[Reason]]:
    """The news value of a paper, 0 to 1, with the reasons that make it up. A correction is never news by itself."""
    if paper.is_correction:
        return 0.0, [Reason("correction", 0.0)]
    reasons = [*_people(paper), *_novelty(paper), *_interest(paper), *_time(paper), *_material(paper)]
    return round(min(sum(reason.points for reason in reasons), 1.0), 3), reasons


def _people(paper: PaperFacts) -> list[Reason]:
    found = []
    if paper.own_authors:
        points = WEIGHTS["own_authors"] + WEIGHTS["own_authors_more"] * (paper.own_authors - 1)
        points = round(min(points, WEIGHTS["own_authors_most"]), 3)
        found.append(Reason("own_authors", points, str(paper.own_authors), paper.own_units))
    if paper.corresponding_is_ours:
        found.append(Reason("corresponding", WEIGHTS["corresponding"]))
    return found


def _novelty(paper: PaperFacts) -> list[Reason]:
    """The share of terms that hardly any other paper of the cluster has."""
    if paper.cluster < LEAST_CLUSTER or len(paper.terms) < LEAST_TERMS:
        return []
    most = max(1, int(paper.cluster * RARE_SHARE))
    rare = [term for term, others in sorted(paper.terms, key=lambda pair: pair[1]) if others <= most]
    share = len(rare) / len(paper.terms)
    if share < 0.5:
        return []
    return [Reason("novelty", round(WEIGHTS["novelty"] * share, 3), _list(rare[:4]))]


def _interest(paper: PaperFacts) -> list[Reason]:
    pairs = (("hot_subject", paper.hot_subjects), ("told_subject", paper.told_subjects))
    return [Reason(code, WEIGHTS[code], names=subjects) for code, subjects in pairs if subjects]


def _time(paper: PaperFacts) -> list[Reason]:
    if paper.embargo or paper.days_old < 0:
        return [Reason("embargo", WEIGHTS["embargo"], paper.embargo)]
    if paper.days_old <= FRESH_DAYS:
        points = WEIGHTS["fresh"] * (1 - paper.days_old / (2 * FRESH_DAYS))
        return [Reason("fresh", round(points, 3), str(paper.days_old))]
    return []


def _material(paper: PaperFacts) -> list[Reason]:
    candidates = (
        ("figures", bool(paper.figures), str(paper.figures)),
        ("funding", bool(paper.funders), _list(paper.funders[:3])),
        ("summary", paper.has_summary, ""),
        ("open_access", paper.is_open_access, ""),
        ("both_languages", paper.body_language_pair, ""),
    )
    return [Reason(code, WEIGHTS[code], value) for code, holds, value in candidates if holds]


def _list(words: tuple[str, ...] | list[str]) -> str:
    return "、".join(words)

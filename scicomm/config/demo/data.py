"""The demonstration's data files as typed values; nothing is written here."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "data"
PARTS = ("part_a", "part_b")
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "demo.example")
# What the small demonstration is made of: two institutes, five papers with a retraction among them, four stories.
SMALL_UNITS = ("academy", "press", "yunxi", "gaohan", "hupo")
SMALL_STORIES = (
    "night-warming-early-flowers",
    "wetland-methane-withdrawn",
    "hear-the-flood-first",
    "a-day-at-north-slope",
)
SMALL_PAPERS = ("10.5555/dje.2026.006", "10.5555/dje.2025.024")


def post_key(kind: str, name: str) -> uuid.UUID:
    """The same key for the same thing in every run: what makes an action that was repeated harmless."""
    return uuid.uuid5(_NAMESPACE, f"{kind}:{name}")


@dataclass(frozen=True)
class PaperFile:
    """One JATS file: its DOI, the day it gives as its publication, and whom it belongs to."""

    path: Path
    doi: str
    published_on: dt.date
    journal: str

    @property
    def source(self) -> bytes:
        return self.path.read_bytes()


@dataclass(frozen=True)
class StoryText:
    """A story in one language."""

    title: str
    standfirst: str
    cover_caption: str
    body: list[dict[str, Any]]


@dataclass(frozen=True)
class StoryData:
    """One story of the data: its lead, its topic, its texts and how far it came. Days count back (see clock)."""

    slug: str
    unit: str
    state: str
    lead: dict[str, Any]
    topic: dict[str, Any]
    formula: str
    pigment: str
    zh: StoryText
    en: StoryText | None
    experts: tuple[str, ...]
    article: str
    days_ago: float | None
    note_zh: str
    note_en: str
    returned_step: str
    withdrawn_days_ago: float | None
    withdrawn_with: str

    @property
    def texts(self) -> dict[str, StoryText]:
        """Text by language, Chinese first."""
        return {"zh-hans": self.zh, **({"en": self.en} if self.en else {})}


@dataclass(frozen=True)
class QuestionData:
    """One question of the public and what became of it."""

    question: str
    detail: str
    story: str
    article: str
    asker_name: str
    state: str
    expert: str
    verdict: str
    answer_zh: list[str]
    answer_en: list[str]
    not_known_zh: str
    not_known_en: str
    question_en: str
    summary_zh: str
    summary_en: str
    statement_zh: str
    """What the expert says in the first person; the answer around it is written by somebody else."""
    days_ago: float

    @property
    def language(self) -> str:
        return "zh-hans" if re.search("[\u4e00-\u9fff]", self.question) else "en"


def story_of(row: dict[str, Any]) -> StoryData:
    note = row.get("note") or {}
    return StoryData(
        slug=row["slug"],
        unit=row["unit"],
        state=row["state"],
        lead=row["lead"],
        topic=row["topic"],
        formula=row["formula"],
        pigment=row["pigment"],
        zh=StoryText(**row["zh"]),
        en=StoryText(**row["en"]) if row.get("en") else None,
        experts=tuple(row.get("experts") or ()),
        article=row.get("article") or "",
        days_ago=row.get("days_ago"),
        note_zh=note.get("zh") or row.get("editor_note_zh") or "",
        note_en=note.get("en") or "",
        returned_step=row.get("returned_step", "first"),
        withdrawn_days_ago=row.get("withdrawn_days_ago"),
        withdrawn_with=row.get("withdrawn_with", ""),
    )


def _question(row: dict[str, Any]) -> QuestionData:
    texts = {"detail", "story", "article", "asker_name", "expert", "verdict", "not_known_zh", "not_known_en"}
    texts |= {"question_en", "summary_zh", "summary_en", "statement_zh"}
    values: dict[str, Any] = {name: row.get(name) or "" for name in texts}
    values |= {name: row.get(name) or [] for name in ("answer_zh", "answer_en")}
    return QuestionData(question=row["question"], state=row["state"], days_ago=row["days_ago"], **values)


def _paper(path: Path) -> PaperFile:
    text = path.read_text(encoding="utf-8")
    doi = re.search(r'<article-id pub-id-type="doi">([^<]+)<', text)
    day = re.search(r'<pub-date[^>]*iso-8601-date="([^"]+)"', text)
    if doi is None or day is None:
        raise ValueError(f"{path.name}: no DOI or no publication date")
    return PaperFile(path, doi[1].strip(), dt.date.fromisoformat(day[1]), path.parent.name)


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@dataclass
class DemoData:
    """Everything the demonstration is made of; `small` is the part of it that tests build."""

    small: bool = False
    folder: Path = field(default=FOLDER)

    @cached_property
    def academy(self) -> dict[str, list[dict[str, Any]]]:
        return dict(_read(self.folder / "academy.yaml"))

    @cached_property
    def public(self) -> dict[str, list[dict[str, Any]]]:
        """Watches, rumours, and leads that wait for a decision."""
        return dict(_read(self.folder / "public.yaml"))

    def _here(self, rows: list[dict[str, Any]], key: str) -> list[dict[str, Any]]:
        return [row for row in rows if not self.small or row[key] in SMALL_UNITS]

    @cached_property
    def units(self) -> list[dict[str, Any]]:
        return self._here(self.academy["units"], "slug")

    @cached_property
    def people(self) -> list[dict[str, Any]]:
        return self._here(self.academy["people"], "unit")

    @cached_property
    def journals(self) -> list[dict[str, Any]]:
        return self._here(self.academy["journals"], "unit")

    @cached_property
    def watches(self) -> list[dict[str, Any]]:
        return self._here(self.public["watches"], "unit")

    @cached_property
    def leads(self) -> list[dict[str, Any]]:
        return self._here(self.public["leads"], "unit")

    @cached_property
    def stories(self) -> list[StoryData]:
        found = [story_of(row) for part in PARTS for row in _read(self.folder / part / "stories.yaml")]
        return [story for story in found if not self.small or story.slug in SMALL_STORIES]

    @cached_property
    def papers(self) -> list[PaperFile]:
        found = [_paper(path) for part in PARTS for path in sorted(self.folder.glob(f"{part}/jats/*/*.xml"))]
        wanted = {story.article for story in self.stories} | set(SMALL_PAPERS)
        return [paper for paper in found if not self.small or paper.doi in wanted]

    @cached_property
    def questions(self) -> list[QuestionData]:
        found = [_question(row) for part in PARTS for row in _read(self.folder / part / "questions.yaml")]
        people = {person["key"] for person in self.people}
        stories, papers = {story.slug for story in self.stories}, {paper.doi for paper in self.papers}
        known = (people | {""}, stories | {""}, papers | {""})
        return [one for one in found if all(it in ok for it, ok in zip(_needs(one), known, strict=True))]

    @cached_property
    def feeds(self) -> list[Path]:
        parts = PARTS[:1] if self.small else PARTS
        return [self.folder / part / "mentions.xml" for part in parts]


def _needs(question: QuestionData) -> tuple[str, str, str]:
    return question.expert, question.story, question.article

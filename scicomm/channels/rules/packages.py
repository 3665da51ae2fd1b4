"""What goes to a channel and what comes back, as plain values: content, package, account, receipt, figure.

The protocol of a platform has two halves. Its pure half (`Platform`, in `rules/platforms/<kind>.py`) says what the platform takes
and makes a package of a story. Its speaking half (`Outlet`, in `clients/<kind>.py`) sends it, asks after it, takes it back.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, TypeAlias

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

# A text, or one that is translated when it is shown.
Words: TypeAlias = "str | StrPromise"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a story, or the one that was made of it for a channel. `key` finds its bytes; `problem`: why it may not go."""

    key: str
    mime: str
    width: int
    height: int
    alt: str = ""
    caption: str = ""
    credit: str = ""
    licence: str = ""
    url: str = ""
    is_cover: bool = False
    problem: str = ""


@dataclass(frozen=True, slots=True)
class StoryContent:
    """A public story as channels need it: plain values, all addresses absolute, `html` sanitised (queries.content makes it)."""

    story_id: int
    revision_id: int | None
    title: str
    standfirst: str
    html: str
    text: str
    url: str
    language: str
    unit: str
    unit_slug: str
    published_at: dt.datetime
    changed_at: dt.datetime
    entry_id: str
    profile: str = "news"
    version: int = 1
    authors: tuple[str, ...] = ()
    subjects: tuple[tuple[str, str], ...] = ()
    pictures: tuple[Picture, ...] = ()
    doi: str = ""
    journal: str = ""
    article_title: str = ""
    article_published_on: dt.date | None = None
    article_type: str = ""
    funders: tuple[str, ...] = ()
    correction: str = ""
    embargo_until: dt.datetime | None = None
    # The same body with `data-picture` (a picture's key) and `data-formula` (MathML), for channels that hand these over.
    marked_html: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """An account on a platform as its code needs it. `secrets` never show in a repr, a log or an error."""

    channel_id: int
    kind: str
    language: str
    handle: str = ""
    url: str = ""
    name: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)


class Severity(StrEnum):
    """An error keeps a package from going out; a warning is said and the package goes."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about a package that its editor should know. `where` is a field's name, or `picture:<key>`."""

    code: str
    severity: Severity
    words: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class Package:
    """A story cut and styled for one channel: named texts, pictures in order, what is wrong, and how it will look.

    `fields` is what the platform is told, by our own names (`title`, `text`, `html`, `digest`, `link`); `preview` is safe HTML.
    """

    kind: str
    fields: Mapping[str, str]
    pictures: tuple[Picture, ...] = ()
    problems: tuple[Problem, ...] = ()
    preview: str = ""

    @property
    def is_blocked(self) -> bool:
        return any(problem.severity == Severity.ERROR for problem in self.problems)

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of what is sent: the same package has the same, on every machine."""
        said = [self.kind, dict(sorted(self.fields.items())), [picture.key for picture in self.pictures]]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


class Came(StrEnum):
    """What a platform says of something sent: accepted (taken, not public yet), published, visible (seen from outside without an
    account), refused, recalled; or that a person has to do it in the platform's own console."""

    ACCEPTED = "accepted"
    PUBLISHED = "published"
    VISIBLE = "visible"
    REFUSED = "refused"
    RECALLED = "recalled"
    BY_HAND = "by_hand"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back from a platform: how it stands, its id there, its public address, words for people, when to ask again.

    `problems` lists parts that did not arrive though the rest did (a picture refused); `memory` is what the platform's code needs
    to ask again later (a publish id), never a secret.
    """

    came: Came
    outside_id: str = ""
    url: str = ""
    words: str = ""
    problems: tuple[Problem, ...] = ()
    ask_again_after: int | None = None
    memory: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sent:
    """What is known of an earlier sending, as the platform's code needs it to ask, change, measure or take it back."""

    key: str
    outside_id: str = ""
    url: str = ""
    memory: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number a platform gave: `metric` is reads, likes, shares, comments, clicks, saves, followers, deliveries or opens."""

    metric: str
    value: int
    at: dt.datetime
    source: str


class Ability(StrEnum):
    """What a platform lets us do beyond sending."""

    FIND = "find"
    # The platform keeps the key of a sending: sent twice under one key, it stands there once.
    KEYED = "keyed"
    POLL = "poll"
    UPDATE = "update"
    RECALL = "recall"
    MEASURE = "measure"
    FOLLOWERS = "followers"


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """A setting or a secret of an account, as the registry's form shows it. `label` and `help` are lazy translations."""

    name: str
    label: Words
    help: Words = ""
    required: bool = True


class Platform(ABC):
    """The pure half of a kind of channel: what an account needs, what it allows, and how a story becomes a package."""

    kind: ClassVar[str]
    settings: ClassVar[tuple[FieldSpec, ...]] = ()
    secrets: ClassVar[tuple[FieldSpec, ...]] = ()
    abilities: ClassVar[frozenset[Ability]] = frozenset()
    # The fields of a package that an editor may rewrite for this channel, in the order of the form.
    editable: ClassVar[tuple[str, ...]] = ("text",)
    # Asked with `poll`, it says whether strangers see a post. Its web pages answer 200 for anything, so none is opened.
    shows_itself: ClassVar[bool] = False
    # So many posts an hour at most from one account; None: the platform sets no bound.
    per_hour: ClassVar[int | None] = None

    @abstractmethod
    def adapt(self, content: StoryContent, account: Account, edits: Mapping[str, str]) -> Package:
        """The package of a story for an account; `edits` are an editor's own words for some of the fields."""

"""What many articles of one run have in common, looked up once; and whose journals they may go into."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied

from scicomm.core.models import Subject
from scicomm.journals.actions.indexing import index_articles
from scicomm.journals.actions.journals import issns_of, journal_for, titles_of
from scicomm.journals.actions.quarantine import kept_name
from scicomm.journals.models import Article, Journal, QuarantinedFile
from scicomm.journals.permissions import can_take_in
from scicomm.journals.rules import intake
from scicomm.journals.rules.jats import ParsedArticle
from scicomm.journals.rules.subjects import subject_codes
from scicomm.organisation.models import Unit


class NotYourJournal(PermissionDenied):
    """The file belongs to a journal whose articles this user does not take in."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        super().__init__(str(journal))


class NotLaunched(NotYourJournal):
    """The file belongs to a title that is still being prepared: its papers come in when it is launched."""


@dataclass
class Intake:
    """What many articles of one run have in common, looked up once: subjects, journals, what was refused before.

    Make a new one for each run; call `forget` after a transaction was rolled back. `only_unit` (a key) bounds a run without a
    user to the journals of one unit: a harvest must not write into another house's journals.
    """

    only_unit: int | None = None
    subjects: dict[str, int] = field(default_factory=dict)
    journals: dict[tuple[str, ...], Journal] = field(default_factory=dict)
    journal_subjects: dict[int, list[int]] = field(default_factory=dict)
    refused: set[str] | None = None
    not_yet_found: list[Article] = field(default_factory=list)

    def make_findable(self) -> None:
        """Tell the search engine of what went in since the last time; in the transaction that took it in."""
        index_articles(self.not_yet_found)
        self.not_yet_found = []

    def subject_ids(self, parsed: ParsedArticle, journal: Journal) -> list[int]:
        """First-level disciplines of the article; where it says nothing, those of its journal."""
        if not self.subjects:
            self.subjects = dict(Subject.objects.filter(is_active=True).values_list("code", "pk"))
        codes = subject_codes(intake.headings(parsed), intake.keywords(parsed))
        if found := [self.subjects[code] for code in codes if code in self.subjects]:
            return found
        if journal.pk not in self.journal_subjects:
            self.journal_subjects[journal.pk] = list(journal.subjects.values_list("pk", flat=True))
        return self.journal_subjects[journal.pk]

    def journal(self, parsed: ParsedArticle, unit: Unit) -> Journal:
        """The journal the file names, found or made."""
        key = (*issns_of(parsed.journal), *titles_of(parsed.journal), parsed.journal.cn_number, str(unit.pk))
        if key not in self.journals:
            self.journals[key] = journal_for(parsed.journal, unit)
        return self.journals[key]

    def is_refused(self, file_name: str, digest: str) -> bool:
        """Whether a refusal under this name or of this content stood open when the run began."""
        if self.refused is None:
            rows = QuarantinedFile.objects.filter(state=QuarantinedFile.State.OPEN)
            self.refused = {text for row in rows.values_list("file_name", "content_hash") for text in row}
        return kept_name(file_name) in self.refused or digest in self.refused

    def forget(self) -> None:
        """Drop rows that a rolled back transaction may have made."""
        self.journals.clear()
        self.journal_subjects.clear()

    def may_take_in(self, user: Any, journal: Journal) -> None:
        """Raises NotYourJournal (or NotLaunched) where the user's articles, or those of this run, must not go."""
        if not journal.is_public:
            raise NotLaunched(journal)
        elsewhere = self.only_unit is not None and self.only_unit != journal.unit_id
        if elsewhere or not can_take_in(user, journal.unit):
            raise NotYourJournal(journal)

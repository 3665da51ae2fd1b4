"""Taking in an article: new, a newer version, or known already; one transaction each, the same result when repeated."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from scicomm.core.audit import audit, audit_entry, shred_fields
from scicomm.core.ledger import record
from scicomm.core.models import Subject
from scicomm.facts import journals as facts
from scicomm.facts.base import ref
from scicomm.journals.actions.indexing import index_articles
from scicomm.journals.actions.journals import issns_of, journal_for, titles_of
from scicomm.journals.actions.notices import actor_of, link_notices, store_relations
from scicomm.journals.actions.quarantine import kept_name, resolve_files
from scicomm.journals.models import Article, ArticleVersion, Authorship, Journal, QuarantinedFile
from scicomm.journals.permissions import can_take_in
from scicomm.journals.rules import intake
from scicomm.journals.rules.jats import ParsedArticle
from scicomm.journals.rules.subjects import subject_codes
from scicomm.organisation.models import Person, Unit

TAKEN_IN = audit_entry("journals.article.ingest", gettext_lazy("Take in article"), shred=shred_fields("file"))

State = Literal["accepted", "unchanged", "updated"]


class NotYourJournal(PermissionDenied):
    """The file belongs to a journal whose articles this user does not take in."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        super().__init__(str(journal))


class NotLaunched(NotYourJournal):
    """The file belongs to a title that is still being prepared: its papers come in when it is launched."""


@dataclass(frozen=True, slots=True)
class IngestResult:
    """What became of a file: `accepted` (new), `updated` (a newer version) or `unchanged` (this very content is known)."""

    state: State
    article: Article


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
    not_yet_found: list[int] = field(default_factory=list)

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


def ingest_article(
    parsed: ParsedArticle,
    source: bytes,
    file_name: str,
    *,
    default_unit: Unit,
    acting_user: Any = None,
    shared: Intake | None = None,
) -> IngestResult:
    """Take in one article from its parsed and its raw form; atomic, and idempotent by DOI and content hash.

    Without a user it is the command line that acts. A journal nobody knows is made under `default_unit`. A content that
    any version of the article had before is `unchanged`, so that a folder with old and new versions can be taken in again.
    With `shared` the caller makes what went in findable, all of a handful at once.
    Raises NotYourJournal when the journal, or the article's present one, belongs to another unit.
    """
    own = shared or Intake()
    for attempt in (1, 2):
        try:
            with transaction.atomic():
                result = _ingest(parsed, source, file_name, default_unit, acting_user, own)
                if shared is None:
                    own.make_findable()
                return result
        except IntegrityError:
            # Another process took in the same article or journal between our look and our write: look again, once.
            own.forget()
            if attempt == 2:
                raise
        except BaseException:
            own.forget()
            raise
    raise AssertionError("unreachable")


def _ingest(
    parsed: ParsedArticle, source: bytes, file_name: str, default_unit: Unit, user: Any, shared: Intake
) -> IngestResult:
    digest = hashlib.sha256(source).hexdigest()
    article = _known(parsed.doi)
    if article is not None:
        _may(user, article.journal, shared)
        if article.content_hash == digest or article.versions.filter(content_hash=digest).exists():
            _close_refusals(file_name, digest, article, default_unit, user, shared)
            return IngestResult("unchanged", article)
    elif user is not None and not can_take_in(user, default_unit):
        raise PermissionDenied
    journal = shared.journal(parsed, default_unit)
    _may(user, journal, shared)
    if article is None:
        result = IngestResult("accepted", _publish(parsed, journal, digest, user, shared))
    else:
        result = IngestResult("updated", _renew(article, parsed, journal, digest, user, shared))
    ArticleVersion.objects.create(
        article=result.article,
        number=result.article.version,
        content_hash=digest,
        source=source,
        file_name=kept_name(file_name),
    )
    shared.not_yet_found.append(result.article.pk)
    audit(TAKEN_IN, result.article, user=user, new={"doi": parsed.doi, "version": result.article.version})
    _close_refusals(file_name, digest, result.article, default_unit, user, shared)
    return result


def _known(doi: str) -> Article | None:
    """The article with this DOI, locked. A cheap look first: most files of a run are new."""
    if not Article.everything.filter(doi=doi).exists():
        return None
    return (
        Article.everything.select_for_update(of=("self",))
        .select_related("journal__unit")
        .defer("body_html", "body_text", "references")
        .get(doi=doi)
    )


def _may(user: Any, journal: Journal, shared: Intake) -> None:
    if not journal.is_public:
        raise NotLaunched(journal)
    elsewhere = shared.only_unit is not None and shared.only_unit != journal.unit_id
    if elsewhere or not can_take_in(user, journal.unit):
        raise NotYourJournal(journal)


def _close_refusals(
    file_name: str, digest: str, article: Article, default_unit: Unit, user: Any, shared: Intake
) -> None:
    if not shared.is_refused(file_name, digest):
        return
    units = {unit.pk: unit for unit in (article.journal.unit, default_unit) if can_take_in(user, unit)}
    resolve_files([file_name], [digest], units.values(), acting_user=user, article=article)


def _publish(parsed: ParsedArticle, journal: Journal, digest: str, user: Any, shared: Intake) -> Article:
    values = intake.article_values(parsed)
    values["published_on"] = values["published_on"] or timezone.localdate()
    article = Article.objects.create(journal=journal, doi=parsed.doi, content_hash=digest, **values)
    through = Article.subjects.through
    through.objects.bulk_create(
        through(article_id=article.pk, subject_id=subject) for subject in shared.subject_ids(parsed, journal)
    )
    _write_authors(article, parsed, {})
    store_relations(article, parsed.related)
    record(
        facts.ArticlePublished(
            unit_id=journal.unit_id,
            subject=ref("journals", "article", article.pk),
            actor_id=actor_of(user),
            doi=article.doi,
            title=article.title_zh or article.title_en,
            journal=journal.title_zh or journal.title_en,
            language=article.language,
            published_on=article.published_on.isoformat(),
        )
    )
    if link_notices(article, actor_id=actor_of(user)):
        article.refresh_from_db(fields=["state", "corrects"])
    return article


def _renew(
    article: Article, parsed: ParsedArticle, journal: Journal, digest: str, user: Any, shared: Intake
) -> Article:
    """A newer version. What it is silent on stays; state, notices and everything made from the article stay as well."""
    values = intake.article_values(parsed)
    for name in intake.KEPT_WHEN_SILENT:
        values[name] = values[name] or getattr(article, name)
    values["published_on"] = values["published_on"] or article.published_on
    values["details"] = article.details | values["details"]
    for name, value in values.items():
        setattr(article, name, value)
    article.journal, article.content_hash, article.version = journal, digest, article.version + 1
    article.save()
    if subjects := shared.subject_ids(parsed, journal):
        article.subjects.set(subjects)
    people = {(row.name_zh, row.name_en): row.person_id for row in article.authors.all() if row.person_id}
    if intake.authors(parsed):
        article.authors.all().delete()
        _write_authors(article, parsed, people)
    store_relations(article, parsed.related)
    record(
        facts.ArticleChanged(
            unit_id=journal.unit_id,
            subject=ref("journals", "article", article.pk),
            actor_id=actor_of(user),
            doi=article.doi,
            version=article.version,
        )
    )
    link_notices(article, actor_id=actor_of(user))
    article.refresh_from_db(fields=["state", "corrects"])
    return article


def _write_authors(article: Article, parsed: ParsedArticle, known: dict[tuple[str, str], int]) -> None:
    """The line of authors. ORCID decides who is ours; a link made before stays for the same name."""
    line = intake.authors(parsed)
    codes = [one.orcid for one in line if one.orcid]
    people = dict(Person.objects.filter(orcid__in=codes).values_list("orcid", "pk")) if codes else {}
    Authorship.objects.bulk_create(
        Authorship(
            article=article,
            person_id=people.get(one.orcid) or known.get((one.name_zh, one.name_en)),
            **asdict(one),
        )
        for one in line
    )

"""The list of answers: what is asked of it, and what answers to that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404

from scicomm.core.models import Subject
from scicomm.facts.base import ref_parts
from scicomm.responses.models import Answer, AnswerForm, Knowledge, Verdict
from scicomm.responses.queries import forms_in_use, public_answers
from scicomm.search.engine import QuerySpec, search

MOST_FOUND = 200
CHOICES: dict[str, Any] = {"form": AnswerForm, "verdict": Verdict, "knowledge": Knowledge}


@dataclass(frozen=True)
class Asked:
    """What is asked of the list of answers."""

    form: str = ""
    verdict: str = ""
    knowledge: str = ""
    subject: str = ""
    q: str = ""

    @property
    def filters(self) -> dict[str, str]:
        names = ("form", "verdict", "knowledge", "subject")
        return {name: getattr(self, name) for name in names if getattr(self, name)}

    @property
    def query(self) -> str:
        """The address's own part before a page number."""
        kept = {**self.filters, **({"q": self.q} if self.q else {})}
        return f"{urlencode(kept)}&" if kept else ""


def read_asked(data: Mapping[str, str]) -> Asked:
    """What is asked; an unknown form, verdict, degree of knowledge or subject is not found."""
    given = {name: data.get(name, "") for name in ("form", "verdict", "knowledge", "subject")}
    for name, choices in CHOICES.items():
        if given[name] and given[name] not in choices.values:
            raise Http404
    if given["subject"] and not Subject.objects.filter(code=given["subject"]).exists():
        raise Http404
    return Asked(**given, q=" ".join(data.get("q", "").split())[:200])


def answers_asked(asked: Asked) -> QuerySet[Answer] | list[Answer]:
    """The answers asked for, newest first; with words, those that search finds, the best first."""
    rows = public_answers(verdict=asked.verdict, form=asked.form, knowledge=asked.knowledge, subject=asked.subject)
    if not asked.q:
        return rows
    spec = QuerySpec(text=asked.q, filters={"kind": ["answer"]}, limit=MOST_FOUND, facets=(), marked=False)
    results = search(spec)
    if not results.available:
        return list(rows.filter(question_zh__icontains=asked.q) | rows.filter(question_en__icontains=asked.q))
    places = {int(ref_parts(hit.key)[1]): place for place, hit in enumerate(results.hits)}
    return sorted(rows.filter(pk__in=list(places)), key=lambda answer: places[answer.pk])


def offered_filters(asked: Asked) -> list[dict[str, Any]]:
    """The filters that would find something, each with its choices."""
    used = forms_in_use()
    found = [
        {
            "name": name,
            "chosen": getattr(asked, name),
            "choices": [(value, label) for value, label in choices.choices if value in used[name]],
        }
        for name, choices in CHOICES.items()
    ]
    subjects = Subject.objects.filter(code__in=used["subject"]).order_by("code") if used["subject"] else []
    found.append({"name": "subject", "chosen": asked.subject, "choices": [(row.code, row.name) for row in subjects]})
    return [one for one in found if len(one["choices"]) > 1 or one["chosen"]]

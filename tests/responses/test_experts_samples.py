"""Who could speak, on real papers: sentences of a paper's text, which the index does not hold, lead to who wrote it."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import translation

from scicomm.journals.models import Article, Authorship
from scicomm.responses import queries
from tests.factories.organisation import PersonFactory
from tests.factories.responses import make_case, reread

FROM, UNTIL = 60, 120
"""Words of the text that make the question: the introduction, behind what may repeat the abstract."""


@pytest.mark.samples
@pytest.mark.django_db
def test_sentences_of_the_sample_papers_lead_to_their_authors_with_the_paper_as_reason(
    academy: Any, samples: Path
) -> None:
    call_command("ingest", "--json", str(samples / "jats"), stdout=io.StringIO(), stderr=io.StringIO())
    asked, ranks, without_paper = 0, [], []
    papers = [one for one in Article.objects.order_by("pk") if len(one.body_text.split()) > 2 * UNTIL]
    for paper in papers:
        first = paper.authors.order_by("position").first()
        person = PersonFactory(unit=academy.north_lake, family_name_en=first.family_name_en or "Lake")
        Authorship.objects.filter(pk=first.pk).update(person=person)
    # A change of who wrote is seen by the paper's own moment.
    for paper in papers:
        paper.save()
    for paper in papers:
        author = paper.authors.order_by("position").first().person
        question = " ".join(paper.body_text.split()[FROM:UNTIL])
        with translation.override("en"):
            found = queries.find_experts(question)
        asked += 1
        people = [one.person for one in found]
        ranks.append(people.index(author) + 1 if author in people else 0)
        if author in people and paper not in found[people.index(author)].papers:
            without_paper.append(paper.pk)
    assert asked >= 30
    at_once = sum(rank == 1 for rank in ranks) / asked
    reciprocal = sum(1 / rank for rank in ranks if rank) / asked
    assert at_once >= 0.8 and reciprocal >= 0.85, f"first {at_once:.3f}, mean reciprocal rank {reciprocal:.3f}, {ranks}"
    assert not without_paper
    # A question of a case is shorter than that.
    case = reread(make_case(academy, text=" ".join(papers[1].body_text.split()[FROM:UNTIL])[:300]))
    best = queries.suggest_experts(case)[0]
    assert best.reasons and best.papers[0] == papers[1]

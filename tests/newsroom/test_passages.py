"""Promise: a passage has all its words for whoever signs or checks it, signs of less and more among them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.urls import reverse

from scicomm.newsroom import actions, queries
from scicomm.newsroom.queries import story_texts
from scicomm.newsroom.rules.passages import changes, formula_words
from scicomm.organisation.enums import Role
from tests.factories.newsroom import make_story, revise
from tests.newsroom.planned_reviews import officer

pytestmark = pytest.mark.django_db

CELLS = "lake\tlead\nAmber\t<LOD\nWanglu\t3 µg/l & less"
BODY: list[dict[str, Any]] = [
    {"type": "paragraph", "value": "<p>Where <b>p &lt; 0.05</b><br>and R&amp;D</p><ul><li>one</li></ul>"},
    {"type": "heading", "value": "If a<b holds & more"},
    {"type": "list", "value": {"ordered": True, "items": [{"type": "item", "value": "<p>x &lt;y</p>", "id": "1"}]}},
    {"type": "unknowns", "value": [{"type": "item", "value": "Is n<m?", "id": "2"}]},
    {
        "type": "table",
        "value": {"caption": "Lead <c>", "cells": CELLS, "header_row": True, "header_column": True, "source": ""},
    },
    {"type": "formula", "value": {"mathml": "<math><mi>a</mi><mo>&lt;</mo><mi>b</mi></math>", "caption": "a<b"}},
]
READ = [
    "Where p < 0.05 and R&D one",
    "If a<b holds & more",
    "x <y",
    "Is n<m?",
    "Lead <c> lake lead Amber <LOD Wanglu 3 µg/l & less",
    "a < b a<b",
]


STORED = json.dumps([{**block, "id": f"00000000-0000-4000-8000-00000000000{n}"} for n, block in enumerate(BODY)])


def _body(academy: Any) -> Any:
    story = make_story(academy)
    story.body = STORED
    story.save()
    story.refresh_from_db()
    return story


def test_who_signs_reads_every_word(academy: Any) -> None:
    passages = queries.passages_of(_body(academy))[2:]
    assert [passage.text for passage in passages] == READ


def test_who_checks_reads_every_word_but_markup(academy: Any) -> None:
    found = {one.kind: " ".join(one.text.split()) for one in story_texts.passages_of(_body(academy))}
    texts = [found[block["type"]] for block in BODY]
    assert texts[1:5] == READ[1:5]
    assert texts[5] == "a<b"
    assert texts[0].startswith("Where p < 0.05")


def test_the_page_to_sign_shows_them(academy: Any, client: Any) -> None:
    reviewer, author = academy.user(Role.FIRST_REVIEWER, academy.north_lake), officer(academy)
    story = revise(make_story(academy), author, body=STORED)
    actions.submit_story(story, acting_user=author)
    actions.return_story(story, acting_user=reviewer, note="一个数")
    actions.submit_story(revise(story, author, body=STORED.replace("less", "more")), acting_user=author)
    client.force_login(reviewer)
    page = " ".join(client.get(reverse("newsroom:review", args=[story.pk])).content.decode().split())
    assert "Amber &lt;LOD Wanglu 3 µg/l &amp; <del>less</del>" in page


@pytest.mark.parametrize(
    ("mathml", "words"),
    [
        ("<math><mfrac><mi>a</mi><mi>b</mi></mfrac></math>", "frac( a b )"),
        ("<math><mrow><mi>a</mi><mi>b</mi></mrow></math>", "a b"),
        ('<math display="block"><msup><mi mathvariant="bold">x</mi><mn>2</mn></msup></math>',
         '[display="block"] sup( [mathvariant="bold"] x 2 )'),
        ('<m:math><m:mfenced open="&lt;" close=">"><m:mi>q</m:mi></m:mfenced></m:math>', 'fenced [open="<" close=">"]( q )'),
        ('<math><mi>a</mi><mspace width="1em"/><mo>&lt;</mo><none/></math>', 'a [width="1em"] < none'),
        ("<" + "a" * 200_000, "<" + "a" * 200_000),
    ],
    ids=["fraction", "row", "attributes", "prefix", "signs", "no tag, and soon said"],
)  # fmt: skip
def test_a_formula_is_said_on_one_line(mathml: str, words: str) -> None:
    assert formula_words(mathml) == words


def test_a_changed_formula_and_a_changed_cell_are_changes(academy: Any) -> None:
    story = _body(academy)
    old = {one.key: one.text for one in queries.passages_of(story)}
    stored = json.dumps(story.body.get_prep_value())
    fraction = "<math><mfrac><mi>a</mi><mi>b</mi></mfrac></math>"
    stored = stored.replace(json.dumps(BODY[5]["value"]["mathml"])[1:-1], fraction).replace("less", "more")
    story.body = stored
    story.save()
    story.refresh_from_db()
    found = changes(old, {one.key: one.text for one in queries.passages_of(story)})
    assert [change.kind for change in found] == ["changed", "changed"]

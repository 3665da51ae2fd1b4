"""Promise: a document survives its journey through the database, and one that could not be found is refused."""

from __future__ import annotations

import datetime as dt

import pytest

from scicomm.search.documents import SearchDocument, normalise_doi
from tests.factories.search import make_document


def test_a_document_comes_back_as_it_was() -> None:
    document = make_document(
        1, title="深海", people=("张伟",), units=("a", "b"), open_access=False, year=2020, extra={"doi": "10.1/x"}
    )
    assert SearchDocument.from_json(document.to_json()) == document


def test_fields_of_another_version_are_dropped() -> None:
    assert SearchDocument.from_json({"key": "a:1", "kind": "a", "url": "/", "title": "t", "mood": "good"}).title == "t"


@pytest.mark.parametrize("values", [{"key": ""}, {"kind": ""}, {"date": dt.datetime(2020, 1, 1)}])
def test_what_could_not_be_used_is_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"."):
        make_document(1, **values)


def test_an_incomplete_record_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="title"):
        SearchDocument.from_json({"key": "a:1", "kind": "a", "url": "/"})


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("https://doi.org/10.1000/ABC.", "10.1000/abc"),
        ("(see 10.1000/abc)", "10.1000/abc"),
        ("10.1016/S0140-6736(05)67", "10.1016/s0140-6736(05)67"),
        ("no doi", ""),
    ],
)
def test_dois_are_found_in_text(text: str, doi: str) -> None:
    assert normalise_doi(text) == doi

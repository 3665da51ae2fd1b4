"""The library is searched behind its walls, duplicates are decided, many are changed together and changed back."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404

from scicomm.assets import actions, permissions, queries
from scicomm.assets.models import Asset, BulkChange, BulkEdit, Fingerprint, LicenceGrant, Likeness
from scicomm.assets.queries import Asked, forget_index
from scicomm.config.benchmarks.pictures import COPIES, picture
from scicomm.core.models import FactRecord
from scicomm.core.worker import Worker
from scicomm.organisation.enums import Role
from scicomm.search.actions import drain_pending
from tests.assets.pictures import filed
from tests.factories.organisation import Academy

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_index() -> None:
    forget_index()


@pytest.fixture
def editor(academy: Academy) -> Any:
    return academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)


def titles(user: Any, **asked: Any) -> list[str]:
    return [asset.title for asset in queries.find_assets(user, Asked(**asked)).page.object_list]


def test_words_facets_colour_and_looks_find_what_they_should_and_nothing_of_others(
    academy: Academy, editor: Any, tmp_path: Path
) -> None:
    lake = filed(tmp_path, academy.north_lake, 2, values={
        "title": "Lake", "caption_zh": "冬天的湖面结了厚厚的冰", "persons_named": "Shen Zhi", "keywords": ["glacier"],
        "subjects": ["140"],
        "licence": "cc-by-4.0", "taken_at": "2021-06-01T10:00:00",
    })  # fmt: skip
    hill = filed(tmp_path, academy.north_lake, 14, values={"title": "Hill"})
    filed(tmp_path, academy.south_sea, 26, values={"title": "Sea", "caption_zh": "湖面"})
    LicenceGrant.objects.create(asset=hill, holder="x", ends_on=dt.date(2020, 1, 1))
    Worker().drain()
    drain_pending()
    assert titles(editor, text="湖面") == ["Lake"] == titles(editor, text="glacier") == titles(editor, text="shen zhi")
    assert titles(editor) == ["Hill", "Lake"] and titles(editor, sort="title") == ["Hill", "Lake"]
    assert titles(editor, filters={"subject": ("140",)}) == ["Lake"] == titles(editor, filters={"year": ("2021",)})
    assert titles(editor, filters={"rights": ("ended",)}) == ["Hill"] == titles(editor, filters={"people": ("no",)})
    assert (
        titles(editor, filters={"orientation": ("portrait",)}) == [] == titles(editor, filters={"kind": ("nonsense",)})
    )
    counts = {
        value: count
        for value, _label, count in queries.find_assets(editor, Asked(filters={"rights": ("ended",)})).facets["rights"]
    }
    # A facet's own choice does not narrow its own counts.
    assert counts["free"] == counts["ended"] == 1
    assert titles(editor, like=lake.pk) == ["Hill"]
    red, green, blue = (int(part) for part in picture(2, 240, 160).getpixel((5, 5)))
    assert "Lake" in titles(editor, colour=f"#{red:02x}{green:02x}{blue:02x}")
    with pytest.raises(Http404):
        permissions.get_library_asset_for(editor, Asset.objects.get(image__title="Sea").pk)
    assert queries.find_assets(academy.user(Role.OBSERVER, academy.top), Asked()).total == 3


@pytest.mark.parametrize("many", [2, 30])
def test_the_grid_asks_few_questions_however_many_pictures(
    academy: Academy, editor: Any, client_for: Any, tmp_path: Path, many: int, django_assert_max_num_queries: Any
) -> None:
    first = filed(tmp_path, academy.north_lake, 1, values={"subjects": ["140"]})
    for number in range(many):
        Asset.objects.create(unit=academy.north_lake, kind="image", image=_copy(first, number))
    client = client_for(editor)
    client.get("/admin/assets/")
    # What Wagtail's own frame asks (session, user, profile, menu) is the same on every page of the desk.
    forget_index()
    with django_assert_max_num_queries(12):
        queries.find_assets(editor, Asked(text="", filters={"kind": ("image",)}, like=first.pk))
    page = client.get("/admin/assets/?kind=image&q=", headers={"Accept-Language": "en"})
    assert page.status_code == 200 and f"/admin/assets/{first.pk}/small/" in page.content.decode()
    assert client.get(f"/admin/assets/{first.pk}/small/").status_code == 302
    assert client.get(f"/admin/assets/{first.pk}/").status_code == 200


def _copy(first: Asset, number: int) -> Any:
    image = first.image
    made = type(image)(title=f"More {number}", file=image.file.name, width=3, height=2, collection=image.collection)
    made.save()
    return made


def test_pairs_are_found_over_the_library_decided_and_taken_back(
    academy: Academy, editor: Any, client_for: Any, tmp_path: Path
) -> None:
    first = filed(tmp_path, academy.north_lake, 5, values={"title": "First"})
    copy = filed(
        tmp_path, academy.north_lake, 105, data=COPIES["mirrored"](picture(5, 240, 160)), values={"title": "Mirror"}
    )
    theirs = filed(tmp_path, academy.south_sea, 205, data=COPIES["grey"](picture(5, 240, 160)))
    filed(tmp_path, academy.north_lake, 6)
    assert actions.pair_new_pictures(60)
    assert not Fingerprint.objects.filter(is_compared=False).exists()
    assert Likeness.objects.count() == 3
    (pair,) = permissions.likenesses_for(editor)
    assert {pair.first_id, pair.second_id} == {first.pk, copy.pk} and pair.is_mirrored and 0.87 <= pair.score < 1
    client = client_for(editor)
    page = client.get("/admin/assets/duplicates/", headers={"Accept-Language": "en"}).content.decode()
    assert "Mirror" in page and f"/admin/assets/{theirs.pk}/" not in page
    other = (
        Likeness.objects.exclude(pk=pair.pk).filter(second=theirs).first() or Likeness.objects.filter(first=theirs)[0]
    )
    assert client.post(f"/admin/assets/duplicates/{other.pk}/", {"keep": first.pk}).status_code == 404
    assert client.post(f"/admin/assets/duplicates/{pair.pk}/", {"keep": first.pk}).status_code == 302
    copy.refresh_from_db()
    assert copy.state == "archived" and titles(editor, sort="title")[0] == "First" and "Mirror" not in titles(editor)
    assert "Mirror" in titles(editor, put_away=True)
    chooser = client.get("/admin/images/chooser/").content.decode()
    assert "First" in chooser and "Mirror" not in chooser
    with pytest.raises(PermissionDenied):
        actions.decide_likeness(pair, keep=None, acting_user=academy.user(Role.COORDINATOR, academy.south_sea))
    actions.decide_likeness(pair, keep=None, acting_user=editor)
    copy.refresh_from_db()
    assert copy.state == "active" and Likeness.objects.get(pk=pair.pk).state == "kept"
    assert FactRecord.objects.filter(name="assets.duplicate_decided").count() == 2


def test_pictures_that_came_otherwise_get_fingerprints_and_broken_ones_are_remembered(
    academy: Academy, tmp_path: Path
) -> None:
    good, bad = filed(tmp_path, academy.north_lake, 5), filed(tmp_path, academy.north_lake, 6)
    Fingerprint.objects.all().delete()
    with bad.image.file.storage.open(bad.image.file.name, "wb") as file:
        file.write(b"no picture")
    assert actions.make_missing_fingerprints(60)
    assert {row.asset_id: row.problem for row in Fingerprint.objects.all()} == {good.pk: "", bad.pk: "no-picture"}
    assert actions.pair_new_pictures(10)


def test_a_change_in_wagtails_own_form_is_found_and_what_is_gone_is_not(
    academy: Academy, editor: Any, client_for: Any, tmp_path: Path
) -> None:
    asset = filed(tmp_path, academy.north_lake, 5)
    form = {
        "title": "银杏大道",
        "collection": academy.north_lake.collection_id,
        "licence": "cc0-1.0",
        "tags": "",
        "focal_point_x": "",
    }
    assert client_for(editor).post(f"/admin/images/{asset.image_id}/", form).status_code == 302
    Worker().drain()
    drain_pending()
    assert titles(editor, text="银杏") == ["银杏大道"]
    asset.image.delete()
    assert actions.forget_gone_assets() == 1
    drain_pending()
    assert queries.ranked_by_words(editor, "银杏") == []


def test_the_chooser_searches_inside_chinese_sentences(
    academy: Academy, editor: Any, client_for: Any, tmp_path: Path
) -> None:
    filed(tmp_path, academy.north_lake, 5, values={"title": "First", "caption_zh": "新型催化剂在低温下"})
    filed(tmp_path, academy.north_lake, 6, values={"title": "Second"})
    Worker().drain()
    drain_pending()
    for address in ("/admin/images/chooser/?q=催化剂", "/admin/images/chooser/results/?q=催化剂"):
        shown = client_for(editor).get(address).content.decode()
        assert "First" in shown and "Second" not in shown


def test_many_are_changed_after_a_look_and_changed_back_but_for_what_others_changed(
    academy: Academy, editor: Any, client_for: Any, tmp_path: Path
) -> None:
    mine = [
        filed(tmp_path, academy.north_lake, number, values={"credit": "Old", "keywords": ["ice"]})
        for number in (5, 6, 7)
    ]
    theirs = filed(tmp_path, academy.north_hill, 8)
    client, ids = client_for(editor), [asset.pk for asset in mine]
    assert client.post("/admin/assets/edits/new/", {"asset": [theirs.pk]}).status_code == 302
    form = {
        "asset": [*ids, theirs.pk],
        "change": "1",
        "how_credit": "set",
        "credit": "New",
        "how_keywords": "append",
        "keywords": "lake、ice",
    }
    address = client.post("/admin/assets/edits/new/", form)["Location"]
    edit = BulkEdit.objects.get()
    assert edit.total == 3 and edit.rows.count() == 6
    page = client.get(address, headers={"Accept-Language": "en"}).content.decode()
    assert "Old" in page and "New" in page
    mine[0].image.refresh_from_db()
    assert mine[0].image.credit == "Old"
    with pytest.raises(PermissionDenied):
        actions.apply_bulk_edit(edit, acting_user=academy.user(Role.COORDINATOR, academy.north_lake))
    client.post(f"{address}apply/")
    for asset in mine:
        asset.image.refresh_from_db()
        assert asset.image.credit == "New" and {tag.name for tag in asset.image.tags.all()} == {"ice", "lake"}
    assert FactRecord.objects.filter(name="assets.asset_changed").count() == 3
    type(mine[1].image).objects.filter(pk=mine[1].image_id).update(credit="Somebody's")
    client.post(f"{address}undo/")
    assert [type(a.image).objects.get(pk=a.image_id).credit for a in mine] == ["Old", "Somebody's", "Old"]
    left = BulkChange.objects.get(state="changed")
    assert (left.asset_id, left.field) == (mine[1].pk, "credit")
    assert mine[1].image.title in client.get(address).content.decode()
    edit.refresh_from_db()
    assert (
        edit.state == "undone"
        and client_for(academy.user(Role.OBSERVER, academy.south)).get(address).status_code == 404
    )


def test_a_large_edit_is_the_workers_goes_on_after_a_stop_and_bad_values_are_refused(
    academy: Academy, editor: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from scicomm.assets.actions import bulk_edits

    monkeypatch.setattr(bulk_edits, "AT_ONCE", 2)
    monkeypatch.setattr(bulk_edits, "_CHUNK", 2)
    ids = [filed(tmp_path, academy.north_lake, number).pk for number in range(5)]
    for changes in (
        {}, {"licence": {"how": "set", "value": "mine"}}, {"secrecy": {"how": "append", "value": "public"}},
        {"subjects": {"how": "set", "value": ["no such"]}}, {"title": {"how": "set", "value": "x"}},
    ):  # fmt: skip
        with pytest.raises(ValidationError):
            actions.plan_bulk_edit(ids, changes, acting_user=editor)
    edit = actions.plan_bulk_edit(ids, {"secrecy": {"how": "set", "value": "internal"}}, acting_user=editor)
    assert actions.apply_bulk_edit(edit, acting_user=editor).state == "running"
    assert not actions.carry_out_edit(edit, seconds=0)
    assert Asset.objects.filter(secrecy="internal").count() == 2
    assert [one.pk for one in actions.open_edits()] == [edit.pk] and actions.carry_out_edit(edit, seconds=60)
    assert Asset.objects.filter(secrecy="internal").count() == 5
    assert BulkEdit.objects.get().finished_at is not None

"""A file becomes an asset, once, in the unit of its collection, by whatever way it came."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.images.tests.utils import get_test_image_file

from scicomm.assets.actions import take_in_new_files
from scicomm.assets.models import Asset, AssetDocument, AssetImage, Consent, LicenceGrant
from scicomm.assets.queries import use_problems
from scicomm.core.models import FactRecord
from tests.factories.organisation import Academy

pytestmark = pytest.mark.django_db


def test_files_that_came_by_any_way_get_one_record_each(academy: Academy) -> None:
    unit = academy.north_lake
    AssetImage.objects.create(title="Lake", file=get_test_image_file(), collection=unit.collection)
    AssetDocument.objects.create(title="Terms", file=ContentFile(b"x", name="terms.txt"))
    assert take_in_new_files() == 2
    assert take_in_new_files() == 0
    assert {(asset.title, asset.kind, asset.unit) for asset in Asset.objects.all()} == {
        ("Lake", "image", unit),
        ("Terms", "document", academy.top),
    }
    assert FactRecord.objects.filter(name="assets.asset_taken_in").count() == 2


def test_a_licence_that_ended_and_a_consent_taken_back_stand_against_use(academy: Academy) -> None:
    image = AssetImage.objects.create(
        title="Lake", file=get_test_image_file(), collection=academy.north_lake.collection
    )
    take_in_new_files()
    asset = Asset.objects.get(image=image)
    now = timezone.now()
    assert use_problems([asset], now) == {}
    LicenceGrant.objects.create(asset=asset, holder="A. Painter", ends_on=timezone.localdate(now))
    Consent.objects.create(asset=asset, kind="model", name="Mei", given_on=dt.date(2026, 1, 5))
    assert use_problems([asset], now) == {}
    Consent.objects.update(withdrawn_at=now)
    later = now + dt.timedelta(days=1)
    assert [problem.code for problem in use_problems([asset], later)[asset.pk]] == ["licence", "consent"]

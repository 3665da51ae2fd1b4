"""Where each field of an asset stands, how it is read and written: shared by imports and bulk edits.

A value is as JSON holds it: text, a list of words (keywords), a list of subject codes (subjects), ISO text (dates), None.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from scicomm.assets.enums.library import AssetField
from scicomm.assets.models import Asset
from scicomm.core.models import Subject

ON_FILE = frozenset({AssetField.TITLE, AssetField.ALT_ZH, AssetField.ALT_EN, AssetField.CREDIT, AssetField.LICENCE})
LISTS = frozenset({AssetField.SUBJECTS, AssetField.KEYWORDS})


def has_field(asset: Asset, field: str) -> bool:
    """Whether this kind of asset has the field: recordings bear no keywords, documents show nothing."""
    if field == AssetField.KEYWORDS:
        return hasattr(asset.media, "tags")
    return field not in ON_FILE or hasattr(asset.media, field)


def value_of(asset: Asset, field: str) -> Any:
    """The value as it is now."""
    if field == AssetField.KEYWORDS:
        return sorted(tag.name for tag in asset.media.tags.all())
    if field == AssetField.SUBJECTS:
        return sorted(subject.code for subject in asset.subjects.all())
    value = getattr(asset.media if field in ON_FILE else asset, field)
    return value.isoformat() if isinstance(value, dt.datetime) else value


def subject_codes(words: list[str]) -> tuple[list[str], list[str]]:
    """Codes or names as codes, and those that nobody knows."""
    by_word: dict[str, str] = {}
    for code, name_zh, name_en in Subject.objects.values_list("code", "name_zh", "name_en"):
        by_word |= {code: code, name_zh: code, name_en.casefold(): code}
    found = [by_word.get(word) or by_word.get(word.casefold()) for word in words]
    return sorted({code for code in found if code}), [word for word, code in zip(words, found, strict=True) if not code]


def put_values(asset: Asset, values: Mapping[str, Any]) -> list[str]:
    """Write values to an asset and its file's row; the fields that changed. In the caller's transaction."""
    changed = [field for field, value in values.items() if has_field(asset, field) and value_of(asset, field) != value]
    own, on_file = [], []
    for field in changed:
        value = values[field]
        if field == AssetField.KEYWORDS:
            asset.media.tags.set(value)
        elif field == AssetField.SUBJECTS:
            asset.subjects.set(Subject.objects.filter(code__in=value))
        elif field in ON_FILE:
            setattr(asset.media, field, value)
            on_file.append(field)
        else:
            setattr(asset, field, _moment(value) if field == AssetField.TAKEN_AT else value)
            own.append(field)
    if on_file:
        asset.media.save(update_fields=on_file)
    if changed:
        asset.save(update_fields=[*own, "changed_at"])
    return changed


def _moment(value: str | None) -> dt.datetime | None:
    """A stored moment; one without a zone is of the house's wall clock."""
    if not value:
        return None
    found = dt.datetime.fromisoformat(value)
    return found if found.tzinfo else timezone.make_aware(found)

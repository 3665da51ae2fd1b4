"""How what is known of an asset reads: rows of the record, of its file's metadata, the steps of its provenance."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from scicomm.assets.enums import DigitalSource, Use
from scicomm.assets.models import Asset, EmbeddedMetadata, Provenance
from scicomm.core.models import FactRecord

FIELD_LABELS = {
    "title": gettext_lazy("title"),
    "headline": gettext_lazy("headline"),
    "caption": gettext_lazy("caption"),
    "alt": gettext_lazy("what it shows"),
    "creator": gettext_lazy("creator"),
    "credit": gettext_lazy("credit"),
    "source": gettext_lazy("source"),
    "copyright_notice": gettext_lazy("copyright notice"),
    "usage_terms": gettext_lazy("terms of use"),
    "keywords": gettext_lazy("keywords"),
    "instructions": gettext_lazy("instructions"),
    "place": gettext_lazy("place"),
    "gps": gettext_lazy("exact place"),
    "taken_at": gettext_lazy("made at"),
}
# Codes of C2PA 2.2, chapter 18.14.
STEP_LABELS = {
    "c2pa.created": gettext_lazy("made"),
    "c2pa.opened": gettext_lazy("opened"),
    "c2pa.edited": gettext_lazy("edited"),
    "c2pa.cropped": gettext_lazy("cropped"),
    "c2pa.resized": gettext_lazy("resized"),
    "c2pa.color_adjustments": gettext_lazy("colours changed"),
    "c2pa.placed": gettext_lazy("another picture placed in it"),
    "c2pa.converted": gettext_lazy("converted"),
    "c2pa.transcoded": gettext_lazy("encoded anew"),
    "c2pa.published": gettext_lazy("published"),
    "c2pa.redacted": gettext_lazy("statements taken out"),
    "c2pa.watermarked": gettext_lazy("watermark added"),
}
FACT_LABELS = {
    "assets.asset_taken_in": gettext_lazy("taken in"),
    "assets.asset_changed": gettext_lazy("record changed"),
    "assets.asset_use_ended": gettext_lazy("blocked"),
    "assets.asset_use_restored": gettext_lazy("free again"),
    "assets.asset_term_ending": gettext_lazy("warned that a right ends"),
    "assets.asset_taken_down": gettext_lazy("taken down from a place"),
}
_LONGEST = 400


def field_label(name: str) -> str:
    return str(FIELD_LABELS.get(name, name))


def facts_in_words(rows: Iterable[FactRecord]) -> list[dict[str, Any]]:
    """What happened to an asset; facts of other rooms by their names."""
    return [{"words": str(FACT_LABELS.get(row.name, row.name)), "at": row.occurred_at} for row in rows]


def uses_in_words(uses: list[str]) -> str:
    """Allowed uses as they read; none listed means all."""
    if not uses:
        return _("every use")
    return pgettext("list", ", ").join(str(Use(use).label) for use in uses if use in Use.values)


def record_rows(asset: Asset) -> list[tuple[str, str]]:
    """The fields of the record that have something to say, with their labels."""
    media = asset.media
    named: list[tuple[Any, str]] = [
        (media, "title"), (asset, "caption_zh"), (asset, "caption_en"), (media, "alt_zh"), (media, "alt_en"),
        (asset, "creator"), (media, "credit"), (asset, "source"), (asset, "copyright_notice"), (media, "licence"),
        (asset, "usage_terms"), (asset, "web_statement"), (asset, "licensor_name"), (asset, "licensor_url"),
        (asset, "persons_named"), (asset, "place_zh"), (asset, "place_en"), (asset, "digital_source"),
        (asset, "data_mining"), (asset, "secrecy"),
    ]  # fmt: skip
    rows = [(_label(holder, name), _shown(holder, name)) for holder, name in named if hasattr(holder, name)]
    separator = pgettext("list", ", ")
    rows.append((str(_("persons shown")), separator.join(person.name for person in asset.persons.all())))
    rows.append((str(_("subjects")), separator.join(subject.name for subject in asset.subjects.all())))
    if asset.latitude is not None and asset.longitude is not None:
        kept = _("stays in public copies") if asset.keep_gps else _("taken out of public copies")
        rows.append((str(_("exact place")), f"{asset.latitude:.5f}, {asset.longitude:.5f} ({kept})"))
    if asset.taken_at:
        rows.append((str(_("made at")), date_format(timezone.localtime(asset.taken_at), "DATETIME_FORMAT")))
    return [(label, value) for label, value in rows if value]


def _label(holder: Any, name: str) -> str:
    return str(holder._meta.get_field(name).verbose_name)


def _shown(holder: Any, name: str) -> str:
    shown = getattr(holder, f"get_{name}_display", None)
    return str(shown() if shown else getattr(holder, name))


def data_rows(embedded: EmbeddedMetadata | None) -> list[tuple[str, str, str]]:
    """Everything the file says, as (standard, name, value)."""
    if embedded is None:
        return []
    rows = []
    for standard in ("exif", "iim", "xmp"):
        for name, value in sorted(embedded.values.get(standard, {}).items()):
            rows.append((standard.upper(), name, _flat(value)[:_LONGEST]))
    return rows


def _flat(value: Any) -> str:
    """A value in one line."""
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_flat(one)}" for key, one in value.items())
    if isinstance(value, list):
        return "; ".join(_flat(one) for one in value)
    return str(value)


def steps_in_words(provenance: Provenance | None) -> list[dict[str, str]]:
    """What was done to a file, by its manifest."""
    if provenance is None:
        return []
    found = []
    for step in provenance.actions:
        last = str(step.get("source", "")).rpartition("/")[2]
        found.append(
            {
                "what": str(STEP_LABELS.get(step.get("action", ""), step.get("action", ""))),
                "when": str(step.get("when", "")),
                "agent": str(step.get("agent", "")),
                "source": str(DigitalSource(last).label) if last in DigitalSource.values else last,
            }
        )
    return found

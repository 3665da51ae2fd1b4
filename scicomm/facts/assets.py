"""Facts about image resources."""

from __future__ import annotations

from dataclasses import dataclass

from scicomm.facts.base import Fact


@dataclass(frozen=True, kw_only=True)
class AssetTakenIn(Fact):
    """A file came into the library. Subject: assets.asset."""

    kind: str
    title: str


@dataclass(frozen=True, kw_only=True)
class AssetChanged(Fact):
    """What is known of an asset was changed, so that its copies must say it anew. Subject: assets.asset."""

    changed: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class AssetUseEnded(Fact):
    """An asset may not be used any more: a licence ended, a consent is gone, or a person blocked it. Subject: assets.asset.
    `pages` are the ids of the live pages that used it."""

    because: str
    words: str
    pages: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class AssetUseRestored(Fact):
    """A blocked asset may be used again. Subject: assets.asset."""

    was: str


@dataclass(frozen=True, kw_only=True)
class AssetTermEnding(Fact):
    """A licence or a consent ends soon. Subject: assets.asset. `what` is licence or consent, `days` how many are left at most."""

    what: str
    days: int
    ends_on: str


@dataclass(frozen=True, kw_only=True)
class AssetTakenDown(Fact):
    """A place that used an asset without the right to it uses it no longer. Subject: assets.asset. `place` names it."""

    channel: str
    place: str
    how: str


@dataclass(frozen=True, kw_only=True)
class AssetsImported(Fact):
    """A folder was taken in. Subject: assets.import_run."""

    taken_in: int
    known: int
    refused: int


@dataclass(frozen=True, kw_only=True)
class DuplicateDecided(Fact):
    """Two image resources were found alike, and somebody decided. Subject: assets.asset (the one kept), about the other."""

    decision: str


@dataclass(frozen=True, kw_only=True)
class AssetOpened(Fact):
    """An asset came into the public image bank. Subject: assets.asset."""

    title: str


@dataclass(frozen=True, kw_only=True)
class AssetClosed(Fact):
    """An asset was taken out of the public image bank. Subject: assets.asset."""

    title: str


@dataclass(frozen=True, kw_only=True)
class AssetRequestMade(Fact):
    """Somebody without an account asked for an asset and has to confirm the address. Subject: assets.request."""

    language: str


@dataclass(frozen=True, kw_only=True)
class AssetRequested(Fact):
    """A request for an asset waits for its unit's answer. Subject: assets.request; about: assets.asset."""

    purpose: str


@dataclass(frozen=True, kw_only=True)
class AssetRequestDecided(Fact):
    """A request was approved or declined. Subject: assets.request; about: assets.asset."""

    approved: bool
    language: str


@dataclass(frozen=True, kw_only=True)
class LightboxShared(Fact):
    """A link to a lightbox was made. Subject: assets.lightbox."""

    days: int
    may_download: bool


@dataclass(frozen=True, kw_only=True)
class BrandKitChanged(Fact):
    """A unit's brand kit was changed. Subject: assets.brand_kit."""

    is_public: bool

"""Which addresses are our own outlets, and what the house's rules of keeping are."""

from __future__ import annotations

from django.conf import settings
from wagtail.models import Site

from scicomm.channels.models import Channel
from scicomm.listening.enums import SourceClass
from scicomm.listening.models import OwnOutlet, RetentionTerm
from scicomm.listening.rules.addresses import host_of
from scicomm.listening.rules.retention import SHORTEST, USUAL, Kept
from scicomm.listening.rules.sources.own import Outlets, outlets_of


def own_outlets() -> Outlets:
    """Our sites, our accounts on platforms, and what was added by hand: three small reads."""
    hosts = [*Site.objects.values_list("hostname", flat=True), host_of(settings.SITE_URL)]
    accounts = Channel.objects.exclude(url="").values_list("url", flat=True)
    by_hand = OwnOutlet.objects.values_list("place", flat=True)
    return outlets_of([*hosts, *accounts, *by_hand])


def terms() -> dict[str, Kept]:
    """How long items are kept, for each source class."""
    rows = {row.source_class: Kept(row.text_days, row.mention_days) for row in RetentionTerm.objects.all()}
    return {name: rows.get(name) or USUAL.get(name, SHORTEST) for name in SourceClass.values}

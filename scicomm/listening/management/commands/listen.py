"""The command `listen`: reads feeds from files, folders or addresses and stores their mentions."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TextIO, cast

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from scicomm.core.progress import TerminalProgress, terminal_language
from scicomm.listening.actions import StoreResult, add_feed, take_reading
from scicomm.listening.clients import MOST_BYTES, feed_client, read_feed
from scicomm.listening.rules.parsing import FeedRefused, parse_feed
from scicomm.organisation.models import Unit

FEED_ENDINGS = {".xml", ".rss", ".atom", ".rdf", ".json"}


@dataclass
class Report:
    """What a run did, as `--json` prints it: counts of mentions, and what was refused with its reason."""

    feeds: int = 0
    stored: int = 0
    known: int = 0
    refused: list[dict[str, str]] = field(default_factory=list)
    seconds: float = 0.0

    def add(self, source: str, result: StoreResult) -> None:
        self.feeds += not result.failure
        self.stored += len(result.stored)
        self.known += result.known
        if result.failure:
            self.refuse(source, result.failure)
        for item in result.refused:
            self.refuse(source, item.reason, item.title)

    def refuse(self, source: str, reason: str, item: str = "") -> None:
        self.refused.append({"source": source, "item": item, "reason": reason})


class Command(BaseCommand):
    help = "Reads feeds (RSS, Atom, RDF, JSON Feed) from files, folders or addresses and stores their mentions."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "sources", nargs="+", metavar="PATH_OR_URL", help=_("feed file, folder of feed files, or address")
        )
        parser.add_argument("--unit", help=_("short address of the unit that listens (default: the highest unit)"))
        parser.add_argument("--json", action="store_true", help=_("print the result as JSON"))

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(terminal_language()):
            unit = self.unit(options["unit"])
            sources = [found for source in options["sources"] for found in self.expand(source)]
            report, began = Report(), time.monotonic()
            with TerminalProgress(cast(TextIO, self.stderr)).task(_("Reading feeds"), total=len(sources)) as bar:
                for source in bar.track(sources):
                    self.read(source, unit, report)
            report.seconds = round(time.monotonic() - began, 3)
            self.print(report, as_json=options["json"])
            if report.refused and not report.feeds:
                raise CommandError(_("No feed could be read."))

    def unit(self, slug: str | None) -> Unit:
        found = Unit.objects.filter(slug=slug).first() if slug else Unit.get_first_root_node()
        if found is None:
            raise CommandError(
                _("There is no unit “%(slug)s”.") % {"slug": slug} if slug else _("There is no unit yet.")
            )
        return found

    def expand(self, source: str) -> Iterator[str]:
        """The feed files of a folder, in order; anything else as it is."""
        if "://" not in source and Path(source).is_dir():
            yield from (
                str(path) for path in sorted(Path(source).rglob("*")) if path.is_file() and path.suffix in FEED_ENDINGS
            )
        else:
            yield source

    def read(self, source: str, unit: Unit, report: Report) -> None:
        """One source; whatever is wrong with it goes into the report, and the rest is read."""
        try:
            if "://" in source:
                feed = add_feed(unit=unit, name=source[:120], address=source, acting_user=None)
            else:
                path = Path(source)
                content = self.content(path)
                title = parse_feed(content).title
                feed = add_feed(
                    unit=unit, name=title or path.name, file_name=path.name, content=content, acting_user=None
                )
        except (ValidationError, FeedRefused, OSError) as error:
            report.refuse(source, " ".join(error.messages) if isinstance(error, ValidationError) else _reason(error))
        else:
            report.add(source, take_reading(feed, read_feed(feed_client(), **feed.source)))

    @staticmethod
    def content(path: Path) -> bytes:
        if not path.exists():
            raise FeedRefused(_("There is no such file."))
        if path.stat().st_size > MOST_BYTES:
            raise FeedRefused(_("The file is larger than 10 MB."))
        return path.read_bytes()

    def print(self, report: Report, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(asdict(report), ensure_ascii=False, indent=2))
            return
        self.stdout.write(
            _("%(stored)d mentions stored, %(known)d known before, %(refused)d refused.")
            % {"stored": report.stored, "known": report.known, "refused": len(report.refused)}
        )
        for refusal in report.refused:
            named = ": ".join(part for part in (refusal["source"], refusal["item"], refusal["reason"]) if part)
            self.stdout.write(f"  {named}")


def _reason(error: Exception) -> str:
    """What the system says of a file, without its number and path."""
    return getattr(error, "strerror", None) or str(error)

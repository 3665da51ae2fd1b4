"""The command `listen`: reads feeds, lists of feeds, tables and addresses from files, folders or the web, and stores mentions."""

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
from scicomm.listening import actions
from scicomm.listening.actions import StoreResult, take_reading
from scicomm.listening.clients import MOST_BYTES, feed_client, read_feed, read_source
from scicomm.listening.models import Feed, SourceClass, SourceKind
from scicomm.listening.rules.parsing import FeedRefused, parse_feed
from scicomm.listening.rules.reading import ToRead
from scicomm.listening.rules.sources.opml import parse_opml
from scicomm.organisation.models import Unit

FEED_ENDINGS = {".xml", ".rss", ".atom", ".rdf", ".json"}
TABLE_ENDINGS = {".csv", ".tsv", ".xlsx"}
MOST_FILE_BYTES = 200 * 1024 * 1024


@dataclass
class Report:
    """What a run did, as `--json` prints it: counts of feeds read, of feeds newly followed from lists, and of mentions; and what
    was refused with its reason."""

    feeds: int = 0
    followed: int = 0
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
    help = (
        "Reads feeds (RSS, Atom, RDF, JSON Feed) from files, folders or addresses and stores their mentions; "
        "follows the feeds of OPML lists, takes in tables (CSV, TSV, xlsx) and lists of addresses (.txt)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "sources",
            nargs="+",
            metavar="PATH_OR_URL",
            help=_("feed file, folder of them, OPML list, table, text file with addresses, or address"),
        )
        parser.add_argument("--unit", help=_("short address of the unit that listens (default: the highest unit)"))
        parser.add_argument(
            "--class", dest="source_class", choices=SourceClass.values, help=_("who speaks (default: news)")
        )
        parser.add_argument(
            "--kind", choices=("feed", "sitemap", "hashtag", "api"), default="feed", help=_("how an address is read")
        )
        parser.add_argument("--mapping", help=_("file with the mapping of a JSON interface, as JSON"))
        parser.add_argument(
            "--columns",
            default="",
            help=_("columns of a table, like url=Link,title=Headline (default: by its headings)"),
        )
        parser.add_argument("--json", action="store_true", help=_("print the result as JSON"))

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(terminal_language()):
            self.options = options
            unit = self.unit(options["unit"])
            sources = [found for source in options["sources"] for found in self.expand(source)]
            report, began = Report(), time.monotonic()
            with TerminalProgress(cast(TextIO, self.stderr)).task(_("Reading feeds"), total=len(sources)) as bar:
                for source in bar.track(sources):
                    self.read(source, unit, report)
            report.seconds = round(time.monotonic() - began, 3)
            self.print(report, as_json=options["json"])
            if report.refused and not report.feeds and not report.followed:
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
        path = Path(source)
        ending = "" if "://" in source or source.startswith("#") else path.suffix.lower()
        try:
            if not ending and not path.exists() and ("://" in source or "@" in source):
                self.follow(source, unit, report)
            elif ending == ".opml":
                self.take_list(path, unit, report)
            elif ending in TABLE_ENDINGS:
                self.take_table(path, unit, report)
            elif ending == ".txt":
                text = self.content(path).decode("utf-8-sig", "replace")
                report.add(source, actions.hand_in(unit, text, source_class=self.source_class, acting_user=None))
            else:
                self.take_file(path, unit, report)
        except (ValidationError, FeedRefused, OSError) as error:
            report.refuse(source, " ".join(error.messages) if isinstance(error, ValidationError) else _reason(error))

    @property
    def source_class(self) -> str:
        return self.options.get("source_class") or SourceClass.NEWS.value

    def follow(self, source: str, unit: Unit, report: Report) -> None:
        """An address: followed, and read at once."""
        mapping = json.loads(Path(self.options["mapping"]).read_text("utf-8")) if self.options.get("mapping") else {}
        feed = actions.add_feed(
            unit=unit,
            name=source[:120],
            address=source,
            kind=SourceKind(self.options.get("kind") or "feed"),
            source_class=self.source_class,
            mapping=mapping,
            acting_user=None,
        )
        source_now = ToRead(kind=feed.kind, mapping=feed.mapping, cursor=feed.cursor, **feed.source)
        report.add(source, take_reading(feed, read_source(feed_client(), source_now)))

    def take_file(self, path: Path, unit: Unit, report: Report) -> None:
        content = self.content(path)
        feed = actions.add_feed(
            unit=unit,
            name=parse_feed(content).title or path.name,
            file_name=path.name,
            content=content,
            source_class=self.source_class,
            acting_user=None,
        )
        # The file's own bytes, not the feed's: those are given up once they were read.
        report.add(str(path), take_reading(feed, read_feed(feed_client(), address="", content=content)))

    def take_list(self, path: Path, unit: Unit, report: Report) -> None:
        """The feeds of a list are followed; the worker fetches them in their time."""
        told = self.options.get("source_class") or ""
        found = actions.import_opml(unit, parse_opml(self.content(path)), source_class=told, acting_user=None)
        report.followed += len(found.added)
        for title, reason in (*found.known, *found.refused):
            report.refuse(str(path), reason, title)

    def take_table(self, path: Path, unit: Unit, report: Report) -> None:
        """A table of any size, at once; killed in between, the same command goes on at the row that was reached."""
        content = self.content(path, MOST_FILE_BYTES)
        feed = actions.add_table(
            unit,
            name=path.name,
            file_name=path.name,
            content=content,
            source_class=self.source_class,
            acting_user=None,
        )
        if not feed.content:  # taken in before: the rows are read once more, and known addresses change nothing
            feed = actions.hold_again(feed, content)
        if not feed.mapping.get("begun"):
            feed = self.begin(feed)
        with TerminalProgress(cast(TextIO, self.stderr)).task(path.name, total=feed.mapping.get("rows")) as bar:
            reader = actions.open_table(feed)
            bar.advance(int(feed.cursor or 0))
            while actions.take_in_table(feed, reader, bar):
                pass
        feed.refresh_from_db()
        counts = feed.mapping.get("counts") or {}
        report.feeds += 1
        report.stored += counts.get("stored", 0)
        report.known += counts.get("known", 0)
        for row, title, reason in feed.mapping.get("refused") or []:
            report.refuse(f"{path}:{row}", reason, title)

    def begin(self, feed: Feed) -> Feed:
        written = dict(part.split("=", 1) for part in self.options.get("columns", "").split(",") if "=" in part)
        columns = {**(feed.mapping.get("columns") or {}), **written}
        encoding = str(feed.mapping.get("encoding") or "")
        return actions.begin_table(feed, columns=columns, encoding=encoding, acting_user=None)

    @staticmethod
    def content(path: Path, most: int = MOST_BYTES) -> bytes:
        if not path.exists():
            raise FeedRefused(_("There is no such file."))
        if path.stat().st_size > most:
            raise FeedRefused(_("The file is larger than %(size)d MB.") % {"size": most // 1024 // 1024})
        return path.read_bytes()

    def print(self, report: Report, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(asdict(report), ensure_ascii=False, indent=2))
            return
        self.stdout.write(
            _("%(stored)d mentions stored, %(known)d known before, %(refused)d refused.")
            % {"stored": report.stored, "known": report.known, "refused": len(report.refused)}
        )
        if report.followed:
            self.stdout.write(_("%(count)d feeds followed.") % {"count": report.followed})
        for refusal in report.refused:
            named = ": ".join(part for part in (refusal["source"], refusal["item"], refusal["reason"]) if part)
            self.stdout.write(f"  {named}")


def _reason(error: Exception) -> str:
    """What the system says of a file, without its number and path."""
    return getattr(error, "strerror", None) or str(error)

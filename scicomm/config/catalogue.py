"""Checks and fills the Chinese message catalogues; holds no translations and changes no database.

    python -m scicomm.config.catalogue check                 # ours: missing, fuzzy, stale, broken placeholders
    python -m scicomm.config.catalogue upstream              # Wagtail, allauth ...: what still shows in English
    python -m scicomm.config.catalogue merge one.json ...    # refresh our catalogue and fill it from JSON

`scicomm/locale` holds our own strings. `scicomm/locale_upstream` holds what the packages we build on left untranslated;
both stand in `LOCALE_PATHS`, ours first. Everything here reads the gettext tools' files (xgettext must be installed).
"""

import argparse
import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import polib

from scicomm.config.messages import (
    DOMAINS,
    LANGUAGE,
    OURS,
    PACKAGE,
    UPSTREAM,
    app_folders,
    extract,
    place,
    read,
    save,
    upstream_strings,
)

Key: TypeAlias = tuple[str | None, str]
"""Context and message id: what makes a message unique in a catalogue."""

_PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sdr]|\{[\w.!:]*\}")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to repair: `kind` is missing, fuzzy, stale or placeholders; `where` is a source file or catalogue."""

    kind: str
    where: str
    msgid: str

    def __str__(self) -> str:
        return f"{self.kind:<13}{self.where}: {self.msgid!r}"


def key(entry: polib.POEntry) -> Key:
    """Context and message id of an entry."""
    return entry.msgctxt, entry.msgid


def placeholders(text: str) -> frozenset[str]:
    """The distinct `%(name)s`, `%s` and `{name}` placeholders in a text."""
    return frozenset(_PLACEHOLDER.findall(text))


def translations(entry: polib.POEntry) -> list[str]:
    """The translated forms of an entry; one for most, and one for a Chinese plural."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def placeholders_agree(entry: polib.POEntry) -> bool:
    """Whether every translated form can be filled in at run time.

    A form may use only placeholders of the source. It must use all of them; for a plural, those that both source forms
    share, because "one page" often leaves out the number.
    """
    one, many = placeholders(entry.msgid), placeholders(entry.msgid_plural or entry.msgid)
    return all(one & many <= placeholders(form) <= one | many for form in translations(entry) if form)


def is_translated(entry: polib.POEntry) -> bool:
    """Whether the entry is in use, complete and not marked fuzzy (fuzzy entries are left out of compiled files)."""
    return not entry.obsolete and not entry.fuzzy and all(translations(entry))


def compare(template: Iterable[polib.POEntry], catalogue: Iterable[polib.POEntry]) -> list[Problem]:
    """What is wrong with a catalogue, measured against a fresh extraction of the source."""
    wanted = {key(entry): entry for entry in template if not entry.obsolete}
    held = {key(entry): entry for entry in catalogue if not entry.obsolete}
    problems = [Problem("stale", place(entry), entry.msgid) for k, entry in held.items() if k not in wanted]
    for k, source in wanted.items():
        entry = held.get(k)
        if entry is None or not any(translations(entry)):
            problems.append(Problem("missing", place(source), source.msgid))
        elif entry.fuzzy:
            problems.append(Problem("fuzzy", place(source), source.msgid))
        elif (entry.msgid_plural or "") != (source.msgid_plural or "") or not all(translations(entry)):
            problems.append(Problem("stale", place(source), source.msgid))
    return problems + check_entries(catalogue)


def check_entries(catalogue: Iterable[polib.POEntry]) -> list[Problem]:
    """Entries whose placeholders would fail when the text is filled in."""
    return [
        Problem("placeholders", place(entry), entry.msgid)
        for entry in catalogue
        if not entry.obsolete and not placeholders_agree(entry)
    ]


def untranslated(strings: Iterable[polib.POEntry], catalogues: Iterable[Iterable[polib.POEntry]]) -> list[Problem]:
    """Strings that no catalogue translates, each named once."""
    done = {key(entry) for catalogue in catalogues for entry in catalogue if is_translated(entry)}
    missing: dict[Key, Problem] = {}
    for entry in strings:
        if key(entry) not in done and not entry.obsolete:
            missing.setdefault(key(entry), Problem("missing", place(entry), entry.msgid))
    return list(missing.values())


def check() -> list[Problem]:
    """Problems of our own catalogues against a fresh extraction of our source."""
    return [problem for domain in DOMAINS for problem in compare(extract([PACKAGE], domain), read(OURS, domain))]


def upstream() -> list[Problem]:
    """Strings of installed packages without a Chinese translation, and faults in the translations we added."""
    folders = app_folders()
    problems: list[Problem] = []
    for domain in DOMAINS:
        added = read(UPSTREAM, domain)
        theirs = [read(folder / "locale", domain) for folder in folders]
        problems += untranslated(upstream_strings(folders, domain), [added, *theirs])
        problems += [Problem("fuzzy", place(entry), entry.msgid) for entry in added if entry.fuzzy]
        problems += check_entries(added)
    return problems


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge did: entries filled, entries still empty, and words that need a person."""

    filled: int
    empty: tuple[str, ...]
    unused: tuple[str, ...]
    """Ids in the JSON that the source does not contain: usually a slip of the pen in the id."""
    conflicts: tuple[str, ...]
    """Ids for which two sources give different words; the first one given was kept."""


def merge(
    template: Iterable[polib.POEntry], old: Iterable[polib.POEntry], words: Sequence[Mapping[str, str]]
) -> tuple[list[polib.POEntry], Merged]:
    """A refreshed catalogue: the entries of the source with the translations we had, then those given.

    A key of `words` is the message id, or gettext's `context + "\\x04" + id`. Fuzzy translations are dropped, because a
    reader would see the old text of a changed sentence.
    """
    known = {key(entry): translations(entry)[0] for entry in old if is_translated(entry)}
    entries = [entry for entry in template if not entry.obsolete]
    filled = 0
    conflicts: list[str] = []
    for entry in entries:
        given = [text for text in (_look_up(entry, table) for table in words) if text]
        text = known.get(key(entry), "") or next(iter(given), "")
        filled += bool(text) and key(entry) not in known
        if any(other != text for other in given):
            conflicts.append(entry.msgid)
        _write(entry, text)
    ids = {entry.msgid for entry in entries}
    unused = sorted({name for table in words for name in table if name.rpartition("\x04")[2] not in ids})
    empty = tuple(entry.msgid for entry in entries if not any(translations(entry)))
    return entries, Merged(filled, empty, tuple(unused), tuple(conflicts))


def _look_up(entry: polib.POEntry, table: Mapping[str, str]) -> str:
    return table.get(f"{entry.msgctxt}\x04{entry.msgid}", "") or table.get(entry.msgid, "")


def _write(entry: polib.POEntry, text: str) -> None:
    entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
    if entry.msgid_plural:
        entry.msgstr_plural = {0: text}
    else:
        entry.msgstr = text


def merge_files(paths: Sequence[Path]) -> Merged:
    """Refresh `scicomm/locale` from the source and fill it from JSON files `{"msgid": "译文"}`."""
    words = [json.loads(path.read_text(encoding="utf-8")) for path in paths]
    entries, merged = merge(extract([PACKAGE]), read(OURS), words)
    save(entries, OURS / LANGUAGE / "LC_MESSAGES" / "django.po")
    return merged


def _print(heading: str, lines: Sequence[object]) -> None:
    sys.stdout.write(f"{heading}: {len(lines)}\n")
    sys.stdout.writelines(f"  {line}\n" for line in lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line; returns 0 when nothing is left to do and 1 with a list when something is."""
    parser = argparse.ArgumentParser(
        prog="python -m scicomm.config.catalogue", description="Check or fill the Chinese message catalogues."
    )
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("check", help=check.__doc__)
    verbs.add_parser("upstream", help=upstream.__doc__)
    filling = verbs.add_parser("merge", help=merge_files.__doc__)
    filling.add_argument("files", nargs="*", type=Path, help='JSON files {"msgid": "译文"}, the first one wins')
    chosen = parser.parse_args(arguments)
    if chosen.verb == "merge":
        merged = merge_files(chosen.files)
        sys.stdout.write(f"Filled: {merged.filled}\n")
        _print("Not in the source", merged.unused)
        _print("Given twice with different words, the first kept", merged.conflicts)
        _print("Still empty", merged.empty)
        return int(bool(merged.empty))
    problems = check() if chosen.verb == "check" else upstream()
    _print("Problems in the catalogues", sorted(problems, key=str))
    return int(bool(problems))


if __name__ == "__main__":
    sys.exit(main())

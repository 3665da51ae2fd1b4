"""The one command line, `scicomm`: names our verbs, suggests near ones, passes everything else to Django.

What a verb does stands in the room that owns it, under management/commands.
"""

from __future__ import annotations

import difflib
import os
import sys
import textwrap
import unicodedata
from collections.abc import Iterable, Sequence

from django.core.exceptions import ImproperlyConfigured
from django.core.management import BaseCommand, ManagementUtility

from scicomm.config.collector import loading

SETTINGS = "scicomm.config.settings"
DJANGO_VERBS = ("migrate", "check", "createsuperuser", "changepassword", "shell", "dbshell", "dumpdata")
OK, FAILED, MISUSED, INTERRUPTED = 0, 1, 2, 130


class Verbs(ManagementUtility):
    """Django's command line, with the one change that a verb's line of help may be translated."""

    def fetch_command(self, subcommand: str) -> BaseCommand:
        command = super().fetch_command(subcommand)
        # argparse takes no lazy text as a description; here the language is chosen, so it can become words.
        command.help = str(command.help)
        return command


def main() -> None:
    """Runs the verb on the command line and ends the process with its exit code."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Runs one verb. 0: done; 1: it failed, the reason is on stderr; 2: no such verb or option; 130: Ctrl-C."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    try:
        return _run(list(arguments))
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # The reader has gone (`scicomm ... | head`); without this Python complains again when it flushes at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK


def _run(arguments: list[str]) -> int:
    if arguments[:1] == ["--version"]:
        from scicomm import __version__

        print(f"SciComm {__version__}")
        return OK
    try:
        import django

        with loading():
            django.setup()
    except ImproperlyConfigured as error:
        # A message for people, not a traceback: the settings say in words what is wrong.
        print(f"The settings are not right: {error}", file=sys.stderr)
        return FAILED
    from django.utils import translation

    from scicomm.core.progress import terminal_language

    if not arguments or arguments in (["help"], ["-h"], ["--help"]):
        with translation.override(terminal_language()):
            print(overview())
        return OK
    if arguments[0] == "help":
        arguments = [*arguments[1:], "--help"]
    if not _is_verb(arguments[0]):
        with translation.override(terminal_language()):
            print(unknown(arguments[0]), file=sys.stderr)
        return MISUSED
    if {"-h", "--help"} & set(arguments[1:]):
        with translation.override(terminal_language()):
            return _execute(arguments)
    return _execute(arguments)


def _is_verb(name: str) -> bool:
    from django.core.management import get_commands

    return name in get_commands()


def _execute(arguments: list[str]) -> int:
    """Hands a verb to Django. Errors meant for people come without a traceback; `--traceback` brings it back."""
    from django.db import DatabaseError

    try:
        Verbs(["scicomm", *arguments]).execute()
    except SystemExit as end:
        if end.code is None or isinstance(end.code, int):
            return end.code or OK
        print(end.code, file=sys.stderr)
        return FAILED
    except DatabaseError as error:
        if "--traceback" in arguments:
            raise
        print(_database_words(str(error).strip()), file=sys.stderr)
        return FAILED
    return OK


def _database_words(error: str) -> str:
    from django.utils import translation
    from django.utils.translation import gettext as _

    from scicomm.core.progress import terminal_language

    with translation.override(terminal_language()):
        return _(
            "The database refused: %(error)s\nIf it is new or SciComm has been updated, run: scicomm migrate. "
            "Otherwise see that the server of DATABASE_URL answers. --traceback shows where it happened."
        ) % {"error": error}


def verbs_by_room() -> dict[str, dict[str, str]]:
    """Our verbs with their one line of help, under the words for the room that owns them, lowest room first."""
    from django.apps import apps
    from django.conf import settings
    from django.core.management import get_commands, load_command_class

    found: dict[str, dict[str, str]] = {}
    for room in settings.FLOW:
        label = f"scicomm.{room}"
        own = sorted(name for name, app in get_commands().items() if app == label)
        if own:
            title = str(apps.get_app_config(room).verbose_name)
            found[title] = {name: str(load_command_class(label, name).help) for name in own}
    return found


def overview() -> str:
    """What `scicomm --help` prints."""
    from django.core.management import get_commands, load_command_class
    from django.utils.translation import gettext as _

    all_verbs = get_commands()
    rooms = verbs_by_room()
    django = {name: str(load_command_class(all_verbs[name], name).help) for name in DJANGO_VERBS if name in all_verbs}
    width = max(len(name) for verbs in [*rooms.values(), django] for name in verbs) + 2
    parts = [_("SciComm: science communication for research organisations of several levels."), ""]
    parts += [_("Usage: scicomm VERB [OPTIONS]      scicomm VERB --help tells all about one verb"), ""]
    for title, verbs in rooms.items():
        parts += [title, *_table(verbs.items(), width), ""]
    parts += [_("From Django and its libraries (all others work too)"), *_table(django.items(), width), ""]
    parts += [_("Every setting is an environment variable: docs/settings.md")]
    return "\n".join(parts)


def _table(rows: Iterable[tuple[str, str]], width: int) -> list[str]:
    lines = []
    for name, words in rows:
        first = " ".join(words.split()) or "-"
        # Chinese has no blanks to wrap at and takes two columns a character; its lines are short and stay whole.
        wide = any(unicodedata.east_asian_width(character) == "W" for character in first)
        pieces = [first] if wide else textwrap.wrap(first, 96 - width) or ["-"]
        lines += [f"  {name:<{width}}{pieces[0]}", *(f"  {'':<{width}}{piece}" for piece in pieces[1:])]
    return lines


def near(name: str, known: Iterable[str]) -> list[str]:
    """The verbs that a slip of the finger may have meant, nearest first."""
    known = sorted(known)
    starts = [each for each in known if each.startswith(name)] if len(name) > 1 else []
    alike = difflib.get_close_matches(name, known, n=3, cutoff=0.6)
    return list(dict.fromkeys([*alike, *starts]))[:3]


def unknown(name: str) -> str:
    """What is said when there is no such verb."""
    from django.core.management import get_commands
    from django.utils.translation import gettext as _

    lines = [_("There is no verb “%(name)s”.") % {"name": name}]
    if found := near(name, get_commands()):
        lines.append(_("Did you mean: %(names)s?") % {"names": ", ".join(found)})
    lines.append(_("scicomm --help lists them all."))
    return "\n".join(lines)


if __name__ == "__main__":
    main()

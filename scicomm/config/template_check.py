"""Reads every template: it must compile, hold no inline script or style, and no Chinese outside the catalogue.

A test renders templates; this check sees also those that no test has reached.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
CHINESE = re.compile(r"[\u3400-\u9fff\u3000-\u303f\uff00-\uffef]")
# Comments of all three kinds are blanked before the rules read the text, so that line numbers stay.
COMMENTS = re.compile(
    r"\{#.*?#\}|\{% comment .*?%\}.*?\{% endcomment %\}|\{% comment %\}.*?\{% endcomment %\}|<!--.*?-->", re.DOTALL
)
TEMPLATE_CODE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)

KINDS = {".html", ".txt", ".xml", ".svg"}

# Mail is read by programs that know only inline styles.
MAIL = re.compile(r"(^|/)(mail|mails|email|emails)/")


@dataclass(frozen=True)
class Rule:
    """Something a page may not hold, and what to do instead."""

    pattern: re.Pattern[str]
    words: str
    in_mail: bool = True


RULES = (
    Rule(
        re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
        "inline style: give it a class in the style sheet",
        in_mail=False,
    ),
    Rule(re.compile(r"<style\b", re.IGNORECASE), "style element: put it into the style sheet", in_mail=False),
    Rule(re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE), "inline event handler: listen in a script file"),
    Rule(re.compile(r"javascript:", re.IGNORECASE), "javascript: address: use a button and a script file"),
)
# Data for a script is not a script: the content policy lets it through and nothing in it runs.
SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.IGNORECASE | re.DOTALL)
DATA_SCRIPT = re.compile(r'type\s*=\s*["\'](application/(ld\+)?json|speculationrules|importmap)["\']', re.IGNORECASE)


@dataclass(frozen=True)
class Problem:
    """One finding: where, and what to do."""

    path: Path
    line: int
    words: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.words}"


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match.group())


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def problems_in(text: str, path: Path) -> Iterator[Problem]:
    """What the rules find in the text of one template."""
    bare = COMMENTS.sub(_blank, text)
    # Template code is blanked too: a comparison in a tag holds ">" and a quoted word may look like an attribute.
    markup = TEMPLATE_CODE.sub(_blank, bare)
    is_mail = bool(MAIL.search(path.as_posix()))
    for rule in RULES:
        if rule.in_mail or not is_mail:
            for match in rule.pattern.finditer(markup):
                yield Problem(path, _line(markup, match.end()), rule.words)
    for match in SCRIPT.finditer(markup):
        if match.group(2).strip() and not DATA_SCRIPT.search(match.group(1)):
            yield Problem(path, _line(markup, match.start()), "inline script: put it into a file under static/")
    for number, line in enumerate(bare.splitlines(), 1):
        if CHINESE.search(line):
            yield Problem(
                path, number, "Chinese text in a template: write English through gettext, Chinese in the catalogue"
            )


def compile_problems(path: Path, text: str) -> Iterator[Problem]:
    """Whether Django can compile the text."""
    from django.template import TemplateSyntaxError, engines

    try:
        engines["django"].from_string(text)
    except TemplateSyntaxError as error:
        token = getattr(error, "token", None)
        yield Problem(path, getattr(token, "lineno", 1), str(error))


def templates(package: Path = PACKAGE) -> list[Path]:
    """Every template of ours; data that stands beside them (the gallery's samples) is none."""
    return sorted(path for path in package.glob("**/templates/**/*") if path.suffix in KINDS and path.is_file())


def main() -> int:
    import django

    django.setup()
    paths = templates()
    found: list[Problem] = []
    for path in paths:
        text = path.read_text(encoding="utf-8")
        found += [*compile_problems(path.relative_to(PACKAGE), text), *problems_in(text, path.relative_to(PACKAGE))]
    for problem in found:
        print(problem, file=sys.stderr)
    print(f"{len(paths)} templates, {len(found)} problems")
    return 1 if found else 0


if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scicomm.config.settings")
    sys.exit(main())

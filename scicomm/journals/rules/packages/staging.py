"""Parts of an article on their way from a package into the house: unpacked into a scratch folder, weighed and measured."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from scicomm.journals.rules.packages.archive import Archive
from scicomm.journals.rules.packages.pictures import measured
from scicomm.journals.rules.packages.sniff import HEAD, sniffed


@dataclass(frozen=True, slots=True)
class Part:
    """A file that belongs to an article: its path in the package, what it is for the article, its title for people."""

    path: str
    role: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class StagedPart:
    """A part ready to be stored: `file` and `web` (a form browsers show, None where not needed) are scratch files."""

    path: str
    role: str
    title: str
    kind: str
    size: int
    sha256: str
    file: Path
    width: int = 0
    height: int = 0
    web: Path | None = None
    web_width: int = 0
    web_height: int = 0


def staged(archive: Archive, part: Part, folder: Path, number: int) -> StagedPart:
    """Unpack one part under a name of ours; the name in the package never becomes a name on the disk."""
    target = folder / f"{number}.part"
    digest, size, head = hashlib.sha256(), 0, b""
    with target.open("xb") as stream:
        for piece in archive.chunks(part.path):
            head = head or piece[:HEAD]
            digest.update(piece)
            size += len(piece)
            stream.write(piece)
    kind = sniffed(head, part.path)
    seen = measured(target, kind, folder / f"{number}.webp")
    return StagedPart(
        path=part.path,
        role=_role(part.role, kind),
        title=part.title,
        kind=kind,
        size=size,
        sha256=digest.hexdigest(),
        file=target,
        width=seen.width,
        height=seen.height,
        web=seen.web,
        web_width=seen.web_width,
        web_height=seen.web_height,
    )


def _role(role: str, kind: str) -> str:
    """JATS calls every file of a supplement a medium; only what is heard or moves is one for readers."""
    return "supplement" if role == "media" and not kind.startswith(("audio/", "video/")) else role

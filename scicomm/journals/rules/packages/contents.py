"""What is what in a package: which XML files are articles, and which other files belong to which of them, as what."""

from __future__ import annotations

from collections.abc import Iterator

from scicomm.journals.rules.jats import ParsedArticle
from scicomm.journals.rules.packages.archive import Archive, PackageRefused
from scicomm.journals.rules.packages.matching import Matcher, split_format
from scicomm.journals.rules.packages.meca import Manifest, manifest_of
from scicomm.journals.rules.packages.sniff import root_name
from scicomm.journals.rules.packages.staging import Part
from scicomm.journals.rules.refusals import Reason

FIGURE, PDF, SUPPLEMENT, MEDIA, OTHER = "figure", "pdf", "supplement", "media", "other"
_ROOT_WITHIN = 64 * 1024
_ROLES = {"graphic": FIGURE, "inline": FIGURE, "supplement": SUPPLEMENT, "media": MEDIA}
_MANIFEST_ROLES = {
    "figure": FIGURE, "image": FIGURE, "table": FIGURE, "equation": FIGURE, "inline-graphic": FIGURE,
    "supplement": SUPPLEMENT, "supplementary": SUPPLEMENT, "supplementary-material": SUPPLEMENT,
    "supporting-information": SUPPLEMENT, "article-supporting-file": SUPPLEMENT,
    "media": MEDIA, "video": MEDIA, "audio": MEDIA, "article-pdf": PDF,
}  # fmt: skip


class Contents:
    """The files of one archive: `articles` are paths of XML in natural order, `packages` zips that may hold more."""

    def __init__(self, archive: Archive) -> None:
        self.manifest = manifest_of(archive) or Manifest()
        self.articles, self._unsure = self._find(archive)
        self.packages = [] if self.articles else [path for path in archive.paths if path.lower().endswith(".zip")]
        if not self.articles and not self.packages:
            self.articles = self._unsure
        if not self.articles and not self.packages:
            raise PackageRefused(Reason.NO_ARTICLE, entry="", count=len(archive.paths))
        taken = set(self.articles)
        self._files = [path for path in archive.paths if path not in taken]
        # Reviews and the like never become a part that readers see, whatever an article calls them.
        self._matcher = Matcher(path for path in self._files if path not in self.manifest.private)

    def _find(self, archive: Archive) -> tuple[list[str], list[str]]:
        """XML that says it is an article, and XML that does not get as far as saying what it is."""
        named = [path for path in self.manifest.articles if path in archive.paths]
        sure, unsure = [], []
        for path in named or (path for path in archive.paths if path.lower().endswith(".xml")):
            root = root_name(archive.start(path, _ROOT_WITHIN))
            if root == "article" and path not in self.manifest.private:
                sure.append(path)
            elif not root or path in named:
                unsure.append(path)
        return sure, unsure

    def parts_of(self, path: str, parsed: ParsedArticle) -> list[Part]:
        """The parts of the article at `path`: what it names, its PDF, and what else lies with it."""
        folder, _slash, name = path.rpartition("/")
        stem = split_format(name)[0].lower()
        found: dict[str, Part] = {}
        for role, href, label in _named(parsed):
            target = self._matcher.find(href, near=folder)
            if target is not None:
                found.setdefault(target, Part(target, role, label or self.manifest.titles.get(target, "")))
        for target in self._mine(path, folder, stem):
            if target not in found:
                found[target] = Part(target, self._role(target, stem, found), self.manifest.titles.get(target, ""))
        return sorted(found.values(), key=lambda part: self._files.index(part.path))

    def _mine(self, path: str, folder: str, stem: str) -> list[str]:
        """What lies with one of several articles is its own when it begins like it or stands alone with it in its folder."""
        if len(self.articles) == 1:
            return self._files
        alone = folder and sum(other.rpartition("/")[0] == folder for other in self.articles) == 1
        mine = []
        for target in self._files:
            place, _slash, name = target.rpartition("/")
            owners = [other for other in self.articles if name.lower().startswith(_stem(other))]
            nearest = max(owners, key=lambda other: len(_stem(other)), default=None)
            inside = alone and (place == folder or place.startswith(f"{folder}/"))
            if nearest == path or (nearest is None and inside):
                mine.append(target)
        return mine

    def _role(self, target: str, stem: str, found: dict[str, Part]) -> str:
        if target in self.manifest.private:
            return OTHER
        if role := _MANIFEST_ROLES.get(self.manifest.kinds.get(target, "")):
            return role
        if not target.lower().endswith(".pdf"):
            return OTHER
        name = split_format(target.rpartition("/")[2])[0].lower()
        unnamed = [one for one in self._files if one.lower().endswith(".pdf") and one not in found]
        own = stem in name or self.manifest.kinds.get(target) in {"article", "article-metadata"}
        return PDF if own or (len(self.articles) == 1 and unnamed == [target]) else OTHER


def _stem(path: str) -> str:
    return split_format(path.rpartition("/")[2])[0].lower()


def _named(parsed: ParsedArticle) -> Iterator[tuple[str, str, str]]:
    """Role, name and label of every file the article speaks of."""
    texts = [parsed.full_text, *(sub.full_text for sub in parsed.sub_articles)]
    for text in texts:
        for media in text.media:
            yield _ROLES.get(media.kind, OTHER), media.href, media.label
    for link in parsed.self_uris:
        if link.href.lower().endswith(".pdf"):
            yield PDF, link.href, ""

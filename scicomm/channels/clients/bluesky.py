"""Speaks to Bluesky (AT Protocol): the record of a post is written under a key of our own choosing.

Sources: docs.bsky.app ("Posting via the API", "Rate limits") and the Lexicons `com.atproto.server.createSession`,
`refreshSession`, `com.atproto.repo.putRecord`, `getRecord`, `deleteRecord`, `uploadBlob`, `app.bsky.feed.getPosts`,
`app.bsky.actor.getProfile`. The key of a record is made from the sending's key: written twice it stands there once, and a
lost answer is asked for by name. Reading needs no account, so whether a post can be seen is asked of the public AppView.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.channels.clients.bluesky_repo import Repo
from scicomm.channels.clients.outlets import OutletError, ReadPicture, Wrong
from scicomm.channels.clients.pictures import File, UnfitPicture, file_of
from scicomm.channels.clients.speaking import (
    HttpOutlet,
    Refused,
    picture_problem,
)
from scicomm.channels.rules.counting import shorten
from scicomm.channels.rules.packages import Account, Answer, Came, Figure, Package, Picture, Problem, Sent
from scicomm.channels.rules.platforms.bluesky import MOST_ALT, PICTURE, SERVER, facets, record_key
from scicomm.core.outside import OutsideClient

APPVIEW = "https://public.api.bsky.app"
WEB = "https://bsky.app"
COLLECTION = "app.bsky.feed.post"
_GONE = {"RecordNotFound", "RepoNotFound", "CouldNotLocateRecord"}
_PICTURE = {"BlobTooLarge", "InvalidMimeType", "BlobNotFound", "PayloadTooLargeError"}


class BlueskyOutlet(HttpOutlet):
    """A Bluesky account."""

    kind: ClassVar[str] = "bluesky"
    home = SERVER
    name = gettext_lazy("Bluesky")

    def __init__(self, client: OutsideClient | None = None, address: str = "", appview: str = "") -> None:
        super().__init__(client, address)
        self._given = bool(address or settings.SCICOMM_RELAYS.get(self.kind))
        self.appview = appview.rstrip("/") or settings.SCICOMM_RELAYS.get("bluesky-appview") or APPVIEW

    def send(self, package: Package, account: Account, *, key: str, read: ReadPicture) -> Answer:
        repo, name = self._repo(account), record_key(key)
        known = self._record(repo, repo.did, name)
        if known is not None:
            return self._answer(repo.did, name, account, [])
        problems: list[Problem] = []
        record = self._post(repo, package, read, problems, timezone.now())
        self._put(repo, name, record, commits=True)
        return self._answer(repo.did, name, account, problems)

    def find(self, package: Package, account: Account, sent: Sent) -> Answer | None:
        repo, name = self._repo(account), record_key(sent.key)
        did = repo.number()
        return None if self._record(repo, did, name) is None else self._answer(did, name, account, [])

    def poll(self, account: Account, sent: Sent) -> Answer:
        repo = self._repo(account)
        if repo.query(self.appview, "app.bsky.feed.getPosts", uris=sent.outside_id).get("posts"):
            return Answer(Came.VISIBLE, sent.outside_id, sent.url)
        did, name = _parts(sent)
        if self._record(repo, did, name) is None:
            return Answer(Came.REFUSED, sent.outside_id, words=_("Bluesky does not show it any more."))
        return Answer(Came.PUBLISHED, sent.outside_id, sent.url, ask_again_after=60)

    def update(self, package: Package, account: Account, sent: Sent, *, key: str, read: ReadPicture) -> Answer:
        """The record is written anew under its old name. Apps that show posts may keep the old text for a while."""
        repo = self._repo(account)
        _did, name = _parts(sent)
        known = self._record(repo, repo.did, name)
        if known is None:
            raise Refused(_("The post is not there any more."), "RecordNotFound")
        problems: list[Problem] = []
        record = self._post(repo, package, read, problems, timezone.now())
        record["createdAt"] = (known.get("value") or {}).get("createdAt") or record["createdAt"]
        self._put(repo, name, record, swap=str(known.get("cid", "")))
        return self._answer(repo.did, name, account, problems)

    def recall(self, account: Account, sent: Sent, *, reason: str) -> Answer:
        repo = self._repo(account)
        _did, name = _parts(sent)
        repo.write("com.atproto.repo.deleteRecord", {"repo": repo.did, "collection": COLLECTION, "rkey": name})
        return Answer(Came.RECALLED, sent.outside_id)

    def measure(self, account: Account, sent: Sent) -> list[Figure]:
        posts = self._repo(account).query(self.appview, "app.bsky.feed.getPosts", uris=sent.outside_id).get("posts")
        post, now = (posts or [{}])[0], timezone.now()
        names = {"likes": ["likeCount"], "shares": ["repostCount", "quoteCount"], "comments": ["replyCount"]}
        names["saves"] = ["bookmarkCount"]
        return [
            Figure(metric, sum(int(post.get(name) or 0) for name in counts), now, "getPosts")
            for metric, counts in names.items()
            if counts[0] in post
        ]

    def followers(self, account: Account) -> Figure:
        repo = self._repo(account)
        profile = repo.query(self.appview, "app.bsky.actor.getProfile", actor=repo.did)
        return Figure("followers", int(profile.get("followersCount", 0)), timezone.now(), "getProfile")

    def _repo(self, account: Account) -> Repo:
        server = account.settings.get("server", "").strip().rstrip("/")
        return Repo(self.line(account), self.address if self._given or not server else server, account)

    def _record(self, repo: Repo, did: str, name: str) -> dict[str, Any] | None:
        try:
            return repo.query(repo.address, "com.atproto.repo.getRecord", repo=did, collection=COLLECTION, rkey=name)
        except Refused as refused:
            if refused.code in _GONE or "could not locate record" in refused.words.lower():
                return None
            raise

    def _put(self, repo: Repo, name: str, record: dict[str, Any], *, swap: str = "", commits: bool = False) -> None:
        value = {"repo": repo.did, "collection": COLLECTION, "rkey": name, "record": record}
        if swap:
            value["swapRecord"] = swap
        try:
            repo.write("com.atproto.repo.putRecord", value, commits=commits)
        except Refused as refused:
            if refused.code != "InvalidSwap":
                raise
            raise OutletError(refused.words, Wrong.LATER) from None

    def _post(
        self, repo: Repo, package: Package, read: ReadPicture, problems: list[Problem], now: dt.datetime
    ) -> dict[str, Any]:
        fields = package.fields
        record: dict[str, Any] = {
            "$type": COLLECTION,
            "text": fields["status"],
            "createdAt": now.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "langs": [fields["language"]],
        }
        found = facets(fields["status"], fields["shown_link"], fields["link"])
        if found:
            record["facets"] = found
        blobs = [
            blob
            for blob in (self._blob(repo, picture, package, read, problems) for picture in package.pictures)
            if blob
        ]
        embed = _images(blobs) if fields["layout"] == "pictures" else _card(fields, blobs)
        return {**record, "embed": embed} if embed else record

    def _blob(
        self, repo: Repo, picture: Picture, package: Package, read: ReadPicture, problems: list[Problem]
    ) -> tuple[Picture, File, Any] | None:
        """A picture that was handed over; one that is refused is told and left out."""
        try:
            file = file_of(picture, package, read, PICTURE)
            told = repo.procedure("com.atproto.repo.uploadBlob", {"Content-Type": file.mime}, file.data)
        except (UnfitPicture, Refused) as error:
            if isinstance(error, Refused) and error.code not in _PICTURE:
                raise
            problems.append(picture_problem(picture, error.words))
            return None
        return picture, file, told.get("blob")

    def _answer(self, did: str, name: str, account: Account, problems: list[Problem]) -> Answer:
        url = f"{WEB}/profile/{did}/post/{name}"
        return Answer(Came.PUBLISHED, f"at://{did}/{COLLECTION}/{name}", url, problems=tuple(problems))


def _images(blobs: list[tuple[Picture, File, Any]]) -> dict[str, Any] | None:
    images = [
        {
            "image": blob,
            "alt": shorten(picture.alt or picture.caption, MOST_ALT),
            "aspectRatio": {"width": file.width, "height": file.height},
        }
        for picture, file, blob in blobs
    ]
    return {"$type": "app.bsky.embed.images", "images": images} if images else None


def _card(fields: Any, blobs: list[tuple[Picture, File, Any]]) -> dict[str, Any]:
    external = {"uri": fields["link"], "title": fields["title"], "description": fields["description"]}
    if blobs:
        external["thumb"] = blobs[0][2]
    return {"$type": "app.bsky.embed.external", "external": external}


def _parts(sent: Sent) -> tuple[str, str]:
    """The account's number and the record's name of an at:// address."""
    did, _collection, name = [*sent.outside_id.removeprefix("at://").split("/"), "", ""][:3]
    return did, name

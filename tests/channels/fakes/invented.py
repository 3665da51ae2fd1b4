"""An invented platform with everything the contract asks for, a plainest one, and broken adapters that must not pass."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from scicomm.channels.clients import Outlet, OutletError, ReadPicture, Wrong
from scicomm.channels.rules.packages import (
    Ability,
    Account,
    Answer,
    Came,
    Package,
    Platform,
    Problem,
    Sent,
    Severity,
    StoryContent,
)
from scicomm.core.outside import OutsideError
from tests.channels.fakes.base import Asked, FakePlatform, Hang, Post, Reply

ALL_ABILITIES = frozenset({Ability.FIND, Ability.POLL, Ability.UPDATE, Ability.RECALL})


class InventedRules(Platform):
    kind = "wire"
    editable = ("text",)
    abilities = ALL_ABILITIES

    def adapt(self, content: StoryContent, account: Account, edits: Mapping[str, str]) -> Package:
        fields = {
            "text": edits.get("text") or f"{content.title}\n{content.standfirst}\n{content.correction}",
            "link": content.url,
        }
        return Package(self.kind, fields, content.pictures[:1], preview=f"<p>{len(fields['text'])}</p>")


class InventedOutlet(Outlet):
    kind = "wire"

    def __init__(self, fake: InventedPlatform) -> None:
        self.client = fake.client()

    def ask(
        self, account: Account, method: str, path: str, body: bytes = b"", unsure: bool = False, key: str = ""
    ) -> Any:
        headers = {"Authorization": f"Bearer {account.secrets['token']}", "Idempotency-Key": key}
        try:
            answer = self.client.send(method, account.settings["base"] + path, headers, body)
        except OutsideError as error:
            raise OutletError(str(error), Wrong.UNSURE if unsure else Wrong.LATER) from error
        if answer.status == 401:
            raise OutletError("凭据已过期", Wrong.CREDENTIALS)
        if answer.status == 429:
            raise OutletError("请放慢", Wrong.LIMITED, wait=answer.retry_after)
        if answer.status == 422:
            raise OutletError("内容不合要求", Wrong.REFUSED)
        if answer.status >= 500:
            raise OutletError("平台没有应答", Wrong.LATER)
        return answer

    def upload(self, package: Package, account: Account, read: ReadPicture) -> tuple[int, list[Problem]]:
        arrived, problems = 0, []
        for picture in package.pictures:
            try:
                self.ask(account, "POST", "/media", read(picture))
                arrived += 1
            except OutletError as error:
                if error.wrong != Wrong.REFUSED:
                    raise
                problems.append(Problem("picture-refused", Severity.WARNING, error.words, f"picture:{picture.key}"))
        return arrived, problems

    def send(self, package: Package, account: Account, *, key: str, read: ReadPicture) -> Answer:
        arrived, problems = self.upload(package, account, read)
        body = f"{arrived} {key} {package.fields['text']}".encode()
        answer = self.ask(account, "POST", "/posts", body, unsure=True, key=key)
        return self._answer(account, answer.content.decode(), tuple(problems))

    def _answer(self, account: Account, said: str, problems: tuple[Problem, ...] = ()) -> Answer:
        number, state = said.split()
        came = {"waiting": Came.ACCEPTED, "public": Came.PUBLISHED, "refused": Came.REFUSED}[state]
        words = "审核未通过" if came == Came.REFUSED else ""
        return Answer(came, number, f"{account.settings['base']}/p/{number}", words, problems, 60)

    def find(self, package: Package, account: Account, sent: Sent) -> Answer | None:
        said = self.ask(account, "GET", f"/find/{sent.key}").content.decode()
        return self._answer(account, said) if said else None

    def poll(self, account: Account, sent: Sent) -> Answer:
        return self._answer(account, self.ask(account, "GET", f"/posts/{sent.outside_id}").content.decode())

    def update(self, package: Package, account: Account, sent: Sent, *, key: str, read: ReadPicture) -> Answer:
        body = f"0 {key} {package.fields['text']}".encode()
        return self._answer(account, self.ask(account, "PUT", f"/posts/{sent.outside_id}", body).content.decode())

    def recall(self, account: Account, sent: Sent, *, reason: str) -> Answer:
        self.ask(account, "DELETE", f"/posts/{sent.outside_id}")
        return Answer(Came.RECALLED)


class InventedPlatform(FakePlatform):
    rules: type[Platform] = InventedRules
    speaks: type[InventedOutlet] = InventedOutlet

    def __init__(self) -> None:
        super().__init__()
        self.keys: dict[str, str] = {}

    @property
    def platform(self) -> Platform:
        return self.rules()

    @property
    def outlet(self) -> Outlet:
        return self.speaks(self)

    def account(self) -> Account:
        return Account(
            0, "wire", "zh-hans", "@trial", self.address, "试验通稿", {"base": self.address}, {"token": "geheim-1"}
        )

    def answer(self, asked: Asked) -> Reply:
        if self.trials.token_expired or asked.headers.get("authorization") != "Bearer geheim-1":
            return Reply(401)
        if self.trials.limited_for:
            return Reply(429, b"", {"Retry-After": str(self.trials.limited_for)})
        if asked.path == "/media":
            return Reply(422 if self.trials.refuses_pictures else 200)
        if asked.path == "/posts":
            return self._take(asked)
        if found := re.fullmatch(r"/find/(\w+)", asked.path):
            number = self.keys.get(found[1])
            return Reply(200, self._said(number) if number else b"")
        number = asked.path.rpartition("/")[2]
        post = self.posts[int(number) - 1]
        if asked.method == "PUT":
            post.text = asked.body.decode().split(" ", 2)[2]
        if asked.method == "DELETE":
            post.is_gone = True
        return Reply(200, self._said(number))

    def _take(self, asked: Asked) -> Reply:
        if self.trials.refuses_post:
            return Reply(422)
        arrived, key, text = asked.body.decode().split(" ", 2)
        number = str(len(self.posts) + 1)
        # Half of it waits for a review of the platform's own, so that both ways are walked.
        self.posts.append(Post(number, text, int(arrived), is_public=not self.trials.refuses_later))
        self.keys[key] = number
        if self.trials.hangs_after_taking:
            raise Hang
        return Reply(200, self._said(number))

    def _said(self, number: str) -> bytes:
        post = self.posts[int(number) - 1]
        state = "refused" if post.is_refused else "public" if post.is_public else "waiting"
        return f"{number} {state}".encode()


class PlainestRules(InventedRules):
    abilities = frozenset()


class Plainest(InventedPlatform):
    """Takes posts; cannot be asked, changed, or told to take anything back."""

    rules = PlainestRules


class KeyedRules(InventedRules):
    abilities = frozenset({Ability.KEYED})


class Forgetful(InventedPlatform):
    """Says that the platform keeps keys, which it does not: posts twice."""

    rules = KeyedRules


class DeafOutlet(InventedOutlet):
    def ask(self, *args: Any, **named: Any) -> Any:
        try:
            return super().ask(*args, **named)
        except OutletError as error:
            raise OutletError(error.words, Wrong.LATER) from error


class Deaf(InventedPlatform):
    """Does not hear how long it should wait."""

    speaks = DeafOutlet


class LeakyOutlet(InventedOutlet):
    def ask(self, account: Account, *args: Any, **named: Any) -> Any:
        try:
            return super().ask(account, *args, **named)
        except OutletError as error:
            raise OutletError(f"{error.words} ({account.secrets['token']})", error.wrong) from error

    def upload(self, package: Package, account: Account, read: ReadPicture) -> tuple[int, list[Problem]]:
        return 0, []


class Leaky(InventedPlatform):
    """Tells its secret in errors, and drops pictures without a word."""

    speaks = LeakyOutlet

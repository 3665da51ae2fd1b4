"""The speaking half of a platform: what it can be asked, what can go wrong, and the twin that only writes a log."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable
from enum import StrEnum
from typing import ClassVar

from scicomm.channels.rules.packages import Account, Answer, Came, Figure, Package, Picture, Sent

log = logging.getLogger("scicomm.channels")
# Gives the bytes of a package's picture in the form the package asks for.
ReadPicture = Callable[[Picture], bytes]


class Wrong(StrEnum):
    """What kind of failure it was; the dispatcher decides by it."""

    # Nothing was taken; another try later is right.
    LATER = "later"
    # The platform counts our calls; `wait` says for how long.
    LIMITED = "limited"
    # The account's credentials are no good any more: nothing goes on this channel until somebody renews them.
    CREDENTIALS = "credentials"
    # Whoever is there wants nothing more of us, ever: the channel is switched off until somebody sets it right.
    GONE = "gone"
    # The platform will never take this.
    REFUSED = "refused"
    # The connection ended after we had begun to send: it may stand there already. Ask `find` before sending again.
    UNSURE = "unsure"


class OutletError(Exception):
    """A platform did not do what it was asked. `words` are for people, in their language, without secrets."""

    def __init__(self, words: str, wrong: Wrong, *, wait: int | None = None) -> None:
        super().__init__(words)
        self.words = words
        self.wrong = wrong
        self.wait = wait


class Outlet(ABC):
    """The speaking half of a kind of channel. Every method may raise OutletError; none keeps anything between calls.

    `key` names the sending (it stays the same over all tries of a release and changes with its text); where the platform has an
    idempotency key, it is sent along. What a platform cannot do, its methods leave as they are here.
    """

    kind: ClassVar[str]

    @abstractmethod
    def send(self, package: Package, account: Account, *, key: str, read: ReadPicture) -> Answer:
        """Hand the package over. A picture that is refused is told in the answer's problems, and the text goes all the same."""

    def find(self, package: Package, account: Account, sent: Sent) -> Answer | None:
        """Whether a sending whose answer was lost stands there already; None when it does not."""
        raise NotImplementedError

    def poll(self, account: Account, sent: Sent) -> Answer:
        """How something accepted or published stands now; `visible` once anybody can see it."""
        raise NotImplementedError

    def update(self, package: Package, account: Account, sent: Sent, *, key: str, read: ReadPicture) -> Answer:
        """Put a corrected text in the place of what was sent, or publish the correction beside it."""
        raise NotImplementedError

    def recall(self, account: Account, sent: Sent, *, reason: str) -> Answer:
        """Take back what was sent: deleted there, or a public note where the platform deletes nothing."""
        raise NotImplementedError

    def measure(self, account: Account, sent: Sent) -> list[Figure]:
        """The platform's numbers of one post."""
        raise NotImplementedError

    def followers(self, account: Account) -> Figure:
        """How many follow the account; also what "check this account" asks, for it needs valid credentials."""
        raise NotImplementedError


class LogOutlet(Outlet):
    """Sends nothing and says so in the log: for a site that must not speak to the outside."""

    kind = "log"

    def send(self, package: Package, account: Account, *, key: str, read: ReadPicture) -> Answer:
        log.info("Not sent: %s to channel %s (%s)", package.digest[:12], account.channel_id, key)
        return Answer(Came.BY_HAND, words="")

"""Staff pages of the organisation that are no list: opening an account, one's own tokens."""

from scicomm.organisation.views.accounts import open_account
from scicomm.organisation.views.tokens import make_token, revoke_token, tokens

__all__ = ["make_token", "open_account", "revoke_token", "tokens"]

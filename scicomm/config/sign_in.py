"""How allauth is used here: accounts are made by administrators, never by strangers."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up: an account belongs to a person of the organisation."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SocialAdapter(DefaultSocialAccountAdapter):
    """An OpenID Connect sign-in connects to an account that exists already."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

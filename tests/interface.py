"""A program that uses the public interface and checks every answer against the interface's own description."""

from __future__ import annotations

import json
import re
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.utils.translation import override
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from scicomm.config.interface import description
from scicomm.core.api.frame import LIMITER


class Program:
    """`program.get("/articles")` gives the answer, after it was found to be what the description promises."""

    def __init__(self, token: str = "") -> None:
        LIMITER.forget()
        self.client = Client(enforce_csrf_checks=True)
        self.token = token
        with override("en"):
            self.schema = description()
        self.seen: set[tuple[str, int]] = set()

    def documented(self) -> set[tuple[str, int]]:
        return {
            (operation["operationId"], int(status))
            for methods in self.schema["paths"].values()
            for operation in methods.values()
            for status in operation["responses"]
        }

    def get(self, path: str, **headers: str) -> HttpResponse:
        return self._checked("get", path, self.client.get(self._whole(path), headers=self._headers(headers)))

    def post(self, path: str, data: Any, content_type: str = "application/xml", **headers: str) -> HttpResponse:
        more = {} if isinstance(data, dict) else {"content_type": content_type}
        answer = self.client.post(self._whole(path), data, headers=self._headers(headers), **more)
        return self._checked("post", path, answer)

    @staticmethod
    def _whole(path: str) -> str:
        return path if path.startswith(("/api/", "http")) else f"/api/v1{path}"

    def _headers(self, headers: dict[str, str]) -> dict[str, str]:
        token = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return {**token, "Accept-Language": "en", **headers}

    def _operation(self, method: str, path: str) -> dict[str, Any]:
        bare = re.sub(r"^https?://[^/]+", "", self._whole(path)).partition("?")[0]
        for route, methods in sorted(self.schema["paths"].items(), key=lambda one: one[0].count("{")):
            pattern = re.sub(r"\\{(\w+)\\}", lambda name: ".+" if name[1] == "doi" else "[^/]+", re.escape(route))
            if method in methods and re.fullmatch(pattern, bare):
                return dict(methods[method])
        raise AssertionError(f"{method} {bare} is not in the description")

    def _checked(self, method: str, path: str, answer: Any) -> HttpResponse:
        operation = self._operation(method, path)
        name, status = operation["operationId"], answer.status_code
        assert str(status) in operation["responses"], f"{name} answers {status}: {answer.content[:500]!r}"
        self.seen.add((name, status))
        content = operation["responses"][str(status)].get("content", {})
        kind = answer["Content-Type"].partition(";")[0]
        assert kind in content, f"{name} {status} is {kind}, documented: {list(content)}"
        if kind.endswith("json"):
            whole = {**content[kind]["schema"], "components": self.schema["components"]}
            Draft202012Validator(whole).validate(json.loads(answer.content))
        return answer

"""The API's addresses and its description: OpenAPI at /api/v1/openapi.json, without a docs page.

The docs page of the framework loads scripts from elsewhere, which our content policy forbids;
docs/api.md is written from the description instead.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from trato import __version__
from trato.entrypoints.api import (
    campaigns,
    consents,
    conversations,
    knowledge,
    messages,
    money,
    people,
    portfolios,
)
from trato.entrypoints.api.entered import Bearer
from trato.entrypoints.api.problems import MEDIA, Problem, answer, register

PREFIX = "/api/v1"


class Described(NinjaAPI):
    """An API whose description says that problems travel as application/problem+json."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Name an operation as its function is named: the names of files are nobody's business."""
        return operation.view_func.__name__

    def get_openapi_schema(self, **more: Any) -> OpenAPISchema:
        """Return the description; addresses begin with the API's own prefix."""
        schema = super().get_openapi_schema(**(more | {"path_prefix": f"{PREFIX}/"}))
        for operations in schema["paths"].values():
            for operation in operations.values():
                for status, response in operation["responses"].items():
                    if int(status) >= 400 and "application/json" in response.get("content", {}):
                        response["content"] = {MEDIA: response["content"]["application/json"]}
        return schema


api = Described(
    title="Trato",
    version=__version__,
    description="Debt collection over WhatsApp that can prove every message was allowed.",
    docs_url=None,
    auth=Bearer(),
    urls_namespace="api-v1",
)
register(api)
for one in (people, portfolios, campaigns, messages, conversations, money, consents, knowledge):
    api.add_router("", one.router)


def nowhere(request: HttpRequest) -> HttpResponse:
    """Answer 404 as a problem for an address that the API does not have."""
    return answer(request, Problem(404, "not_found"))


urlpatterns = [path("v1/", api.urls), re_path("", nowhere)]

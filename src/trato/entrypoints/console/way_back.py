"""Where an act on a conversation leads back to: the same list, chosen as it was."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from trato.entrypoints.console.choice import IN_ADDRESS


def back_to_list(request: HttpRequest) -> HttpResponse:
    """Lead to the list of conversations, as it was chosen beside the form."""
    return redirect(reverse("conversations") + _chosen(request))


def back_to_thread(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """Lead to a conversation, beside the list as it was chosen."""
    return redirect(reverse("conversation", args=[conversation_id]) + _chosen(request))


def back(request: HttpRequest) -> HttpResponse:
    """Lead to the conversation or the list that the form stood in, else to the list."""
    path, _query = _came(request)
    return redirect((path or reverse("conversations")) + _chosen(request))


def back_chosen(request: HttpRequest, query: str) -> HttpResponse:
    """Lead to the conversation or the list that the form stood in, with the list chosen anew."""
    path, _query = _came(request)
    return redirect((path or reverse("conversations")) + (f"?{query}" if query else ""))


def _came(request: HttpRequest) -> tuple[str, str]:
    """Return path and query of the page of conversations that the form stood in, or nothing."""
    came = request.headers.get("Referer", "").partition("#")[0]
    host = f"//{request.get_host()}"
    _scheme, found, place = came.partition(host)
    path, _mark, query = place.partition("?")
    return (path, query) if found and path.startswith(reverse("conversations")) else ("", "")


def _chosen(request: HttpRequest) -> str:
    given = QueryDict(_came(request)[1])
    kept = {key: given[key] for key in IN_ADDRESS if given.get(key)}
    return f"?{urlencode(kept)}" if kept else ""

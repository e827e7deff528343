"""Lists and submits message templates of an account at the Cloud API. Sends nothing to anybody."""

from dataclasses import dataclass
from urllib.parse import quote

import aiohttp

from trato.adapters.whatsapp.answers import read_object
from trato.adapters.whatsapp.nodes import Node, encode, node, nodes, number, text
from trato.adapters.whatsapp.parse import reason_of

_PAGES_MAX = 100
_FIELDS = "name,language,category,status,components,quality_score"


class TemplateRefused(Exception):
    """The provider did not take the template; `code` and the text say why, for its author."""

    def __init__(self, code: int, reason: str) -> None:
        """Keep the provider's code beside its words."""
        super().__init__(reason)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateAtProvider:
    """A template as the provider has it."""

    provider_id: str
    name: str
    language: str
    category: str
    status: str
    body: str
    buttons: tuple[str, ...]
    quality: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateDraft:
    """A template to submit; `examples` has one value for each {{n}} of the body."""

    name: str
    language: str
    category: str
    body: str
    examples: tuple[str, ...] = ()
    footer: str = ""
    buttons: tuple[str, ...] = ()


class Templates:
    """Template management of one account."""

    def __init__(
        self, base_url: str, token: str, account_id: str, session: aiohttp.ClientSession
    ) -> None:
        """Speak to `base_url` (with its version) about one account."""
        self._url = f"{base_url.rstrip('/')}/{quote(account_id, safe='')}/message_templates"
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._session = session

    async def list_all(self) -> tuple[TemplateAtProvider, ...]:
        """Return every template, all pages.

        Raises:
            OSError: the provider could not be asked now.
        """
        found: list[TemplateAtProvider] = []
        after = ""
        for _ in range(_PAGES_MAX):
            query = {"fields": _FIELDS, "limit": "100"} | ({"after": after} if after else {})
            answer = await self._call("GET", query=query)
            found += [_template(row) for row in nodes(answer.get("data"))]
            paging = node(answer.get("paging"))
            following = text(node(paging.get("cursors")).get("after"))
            # Without `next` this was the last page, although a cursor may still be given.
            if not (paging.get("next") and following) or following == after:
                break
            after = following
        return tuple(found)

    async def create(self, draft: TemplateDraft) -> TemplateAtProvider:
        """Submit a template for review and return it as the provider took it.

        The category may differ from the one asked for: the provider decides.

        Raises:
            TemplateRefused: the provider turned it down.
            OSError: the provider could not be asked now.
        """
        answer = await self._call("POST", body=encode(render_template(draft)))
        return TemplateAtProvider(
            provider_id=text(answer.get("id")),
            name=draft.name,
            language=draft.language,
            category=text(answer.get("category")) or draft.category,
            status=text(answer.get("status")) or "PENDING",
            body=draft.body,
            buttons=draft.buttons,
            quality="UNKNOWN",
        )

    async def _call(
        self, method: str, *, query: dict[str, str] | None = None, body: bytes | None = None
    ) -> Node:
        try:
            async with self._session.request(
                method,
                self._url,
                params=query,
                data=body,
                headers=self._headers,
                allow_redirects=False,
            ) as answer:
                found = read_object(await answer.read())
                status = answer.status
        except (aiohttp.ClientError, TimeoutError) as problem:
            raise OSError(f"templates: {type(problem).__name__}") from None
        error = node(found.get("error"))
        if error and status < 500:
            code = number(error.get("code")) or 0
            raise TemplateRefused(number(error.get("error_subcode")) or code, reason_of(error))
        if status != 200:
            raise OSError(f"templates: HTTP {status}")
        return found


def render_template(draft: TemplateDraft) -> Node:
    """Return the request body that submits a template."""
    body: Node = {"type": "BODY", "text": draft.body}
    if draft.examples:
        body["example"] = {"body_text": [list(draft.examples)]}
    components: list[Node] = [body]
    if draft.footer:
        components.append({"type": "FOOTER", "text": draft.footer})
    if draft.buttons:
        replies = [{"type": "QUICK_REPLY", "text": title} for title in draft.buttons]
        components.append({"type": "BUTTONS", "buttons": replies})
    return {
        "name": draft.name,
        "language": draft.language,
        "category": draft.category,
        "components": components,
    }


def _template(row: Node) -> TemplateAtProvider:
    components = {text(c.get("type")).upper(): c for c in nodes(row.get("components"))}
    buttons = nodes(components.get("BUTTONS", {}).get("buttons"))
    return TemplateAtProvider(
        provider_id=text(row.get("id")),
        name=text(row.get("name")),
        language=text(row.get("language")),
        category=text(row.get("category")),
        status=text(row.get("status")),
        body=text(components.get("BODY", {}).get("text")),
        buttons=tuple(text(b.get("text")) for b in buttons),
        quality=text(node(row.get("quality_score")).get("score")) or "UNKNOWN",
    )

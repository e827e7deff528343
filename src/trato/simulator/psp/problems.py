"""Errors of the API Pix: RFC 7807 with the Banco Central's own types."""

from dataclasses import dataclass, field

from trato.simulator.http import Json, Response, answer

_BASE = "https://pix.bcb.gov.br/api/v2/error/"
_TITLES = {
    "RequisicaoInvalida": (400, "Requisição inválida."),
    "AcessoNegado": (403, "Acesso negado."),
    "NaoEncontrado": (404, "Não encontrado."),
    "CobNaoEncontrado": (404, "Cobrança não encontrada."),
    "CobOperacaoInvalida": (400, "Cobrança inválida."),
    "CobVNaoEncontrada": (404, "Cobrança com vencimento não encontrada."),
    "CobVOperacaoInvalida": (400, "Cobrança com vencimento inválida."),
    "PixNaoEncontrado": (404, "Pix não encontrado."),
    "PixConsultaInvalida": (400, "Consulta de Pix inválida."),
    "WebhookNaoEncontrado": (404, "Webhook não encontrado."),
    "WebhookOperacaoInvalida": (400, "Webhook inválido."),
    "PayloadLocationNaoEncontrado": (404, "Location não encontrada."),
    "PayloadLocationOperacaoInvalida": (400, "Location inválida."),
    "CobPayloadNaoEncontrado": (404, "Cobrança não encontrada nesta location."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why the provider refuses."""

    kind: str
    detail: str
    violations: tuple[tuple[str, str], ...] = field(default=())


def refusal(problem: Problem) -> Response:
    """Return the error answer."""
    status, title = _TITLES[problem.kind]
    body: Json = {
        "type": _BASE + problem.kind,
        "title": title,
        "status": status,
        "detail": problem.detail,
    }
    if problem.violations:
        body["violacoes"] = [{"razao": r, "propriedade": p} for p, r in problem.violations]
    response = answer(body, status)
    return Response(status=status, body=response.body, content_type="application/problem+json")

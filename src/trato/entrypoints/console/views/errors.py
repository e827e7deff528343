"""Error pages: what happened, what is safe, what to do. They need no database."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400."""
    return _page(
        400,
        _("Pedido que não entendemos"),
        _("O endereço ou o formulário chegou incompleto."),
        _("Nada foi alterado."),
        _("Volte à página anterior e tente de novo."),
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403."""
    return _page(
        403,
        _("Seu papel não permite isto"),
        _(
            "A conta está ativa, mas esta ação pertence a outro papel ou a conta não faz parte de "
            "nenhuma organização."
        ),
        _("Nada foi alterado."),
        _("Peça o acesso a quem administra a sua organização."),
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404, the same for what never existed and for what belongs to others."""
    return _page(
        404,
        _("Não encontramos isto aqui"),
        _("O endereço não existe nesta organização."),
        _("Seus dados continuam onde estavam."),
        _("Confira o endereço ou volte ao início."),
    )


def too_many(request: HttpRequest) -> HttpResponse:
    """Answer 429: the sign-in takes so many tries a minute and no more."""
    response = _page(
        429,
        _("Tentativas demais"),
        _("Deste endereço ou desta conta vieram mais tentativas do que aceitamos em um minuto."),
        _("Nada foi alterado, e a conta não foi bloqueada."),
        _("Espere um minuto e tente de novo."),
    )
    response.headers["Retry-After"] = "60"
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500, or 503 when the database is away."""
    if _database_is_away(sys.exc_info()[1]):
        response = _page(
            503,
            _("O banco de dados não está respondendo"),
            _("O console não consegue ler nem gravar agora."),
            _(
                "Nenhuma mensagem sai sem ser registrada antes: o que estava na fila "
                "continua na fila."
            ),
            _("Aguarde um minuto e recarregue. Se persistir, avise quem opera o servidor."),
        )
        response.headers["Retry-After"] = "30"
        return response
    return _page(
        500,
        _("Algo falhou do nosso lado"),
        _("A página não pôde ser montada. O erro foi registrado sem dados pessoais."),
        _("A operação foi desfeita por inteiro: nada ficou pela metade."),
        _("Tente de novo. Se persistir, avise quem opera o servidor."),
    )


def _database_is_away(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, OperationalError | InterfaceError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _page(status: int, title: str, happened: str, safe: str, remedy: str) -> HttpResponse:
    context = {
        "status": status,
        "title": title,
        "happened": happened,
        "safe": safe,
        "remedy": remedy,
    }
    return HttpResponse(render_to_string("console/error.html", context), status=status)

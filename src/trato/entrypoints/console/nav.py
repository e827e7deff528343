"""The rail's places: what a role may not open is not shown to it."""

from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trato.entrypoints.console.permissions import Act, may


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One entry: its page, what it is called, the addresses that belong to it, who may open it.

    `key` is what leads there after `g`, one place of a role a key.
    """

    page: str
    icon: str
    name: str | Promise
    act: Act
    key: str
    title: str | Promise = ""
    roots: tuple[str, ...] = ()
    counts: str = ""

    @property
    def href(self) -> str:
        """The page's address."""
        return reverse(self.page)

    def holds(self, path: str) -> bool:
        """Tell whether an address belongs here."""
        return path == self.href or path.startswith(self.roots)


PLACES: Final = (
    Place(page="home", icon="gauge", name=_("Início"), act=Act.SEE_PANEL, key="h"),
    Place(page="portfolio", icon="gauge", name=_("Carteira"), act=Act.SEE_PORTFOLIO, key="h"),
    Place(
        page="accounts",
        icon="list",
        name=_("Contas"),
        act=Act.SEE_PORTFOLIO,
        key="c",
        roots=("/carteira/contas/",),
    ),
    Place(
        page="own_payments",
        icon="banknote",
        name=_("Pagamentos"),
        act=Act.SEE_PORTFOLIO,
        key="p",
        roots=("/carteira/pagamentos/",),
    ),
    Place(
        page="campaigns",
        icon="megaphone",
        name=_("Campanhas"),
        act=Act.SEE_CAMPAIGNS,
        key="c",
        roots=("/campanhas/",),
    ),
    Place(
        page="conversations",
        icon="messages-square",
        name=_("Conversas"),
        act=Act.READ_CONVERSATIONS,
        key="i",
        counts="waiting",
        roots=("/conversas/", "/mensagens/"),
    ),
    Place(page="floor", icon="user-round-cog", name=_("Piso"), act=Act.SUPERVISE, key="s"),
    Place(
        page="quick_replies",
        icon="file-text",
        name=_("Respostas"),
        title=_("Respostas rápidas"),
        act=Act.ANSWER,
        key="r",
    ),
    Place(
        page="scores",
        icon="gauge",
        name=_("Desempenho"),
        act=Act.SEE_SCORES,
        key="d",
        roots=("/desempenho/", "/qualidade/"),
    ),
    Place(
        page="reception",
        icon="clock",
        name=_("Horários e filas"),
        act=Act.ARRANGE,
        key="f",
        roots=("/atendimento/", "/etiquetas/", "/segmentos/", "/tabulacoes/"),
    ),
    Place(page="notices", icon="send-horizontal", name=_("Avisos"), act=Act.WATCH, key="v"),
    Place(page="set_aside", icon="hand", name=_("Pendências"), act=Act.MEND, key="p"),
    Place(
        page="alerts",
        icon="circle-alert",
        name=_("Alertas"),
        act=Act.WATCH,
        key="a",
        roots=("/alertas/", "/lexicos/"),
        counts="alert_count",
    ),
    Place(
        page="requests",
        icon="hourglass",
        name=_("Pedidos"),
        act=Act.SEE_REQUESTS,
        key="o",
        roots=("/pedidos/",),
        counts="late_requests",
    ),
    Place(
        page="archive",
        icon="search",
        name=_("Arquivo"),
        act=Act.SEARCH_ARCHIVE,
        key="b",
        roots=("/arquivo/", "/guarda/", "/copias/"),
    ),
    Place(
        page="training",
        icon="badge-check",
        name=_("Formação"),
        act=Act.LEARN,
        key="t",
        roots=("/formacao/",),
    ),
    Place(page="reveals", icon="eye", name=_("Dados mostrados"), act=Act.SEE_REVEALS, key="e"),
    Place(
        page="members",
        icon="user-round",
        name=_("Membros"),
        act=Act.MANAGE_MEMBERS,
        key="m",
        roots=("/membros/",),
    ),
    Place(
        page="rules", icon="scale", name=_("Regras"), act=Act.ENTER, key="l", roots=("/regras/",)
    ),
)
"""In the order of the rail. A new page of the desk gets one entry here."""


def places_of(role: str, path: str) -> tuple[tuple[Place, bool], ...]:
    """Return what a role may open, each with whether the address belongs to it."""
    return tuple((place, place.holds(path)) for place in PLACES if may(role, place.act))

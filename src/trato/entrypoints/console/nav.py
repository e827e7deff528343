"""The rail's places: what a role may not open is not shown to it."""

from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trato.entrypoints.console.permissions import Act, may


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One entry: its page, what it is called, the addresses that belong to it, who may open it."""

    page: str
    icon: str
    name: str | Promise
    act: Act
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
    Place(page="home", icon="gauge", name=_("Início"), act=Act.SEE_PANEL),
    Place(page="portfolio", icon="gauge", name=_("Carteira"), act=Act.SEE_PORTFOLIO),
    Place(
        page="accounts",
        icon="list",
        name=_("Contas"),
        act=Act.SEE_PORTFOLIO,
        roots=("/carteira/contas/",),
    ),
    Place(
        page="own_payments",
        icon="banknote",
        name=_("Pagamentos"),
        act=Act.SEE_PORTFOLIO,
        roots=("/carteira/pagamentos/",),
    ),
    Place(
        page="campaigns",
        icon="megaphone",
        name=_("Campanhas"),
        act=Act.SEE_CAMPAIGNS,
        roots=("/campanhas/",),
    ),
    Place(
        page="conversations",
        icon="messages-square",
        name=_("Conversas"),
        act=Act.READ_CONVERSATIONS,
        roots=("/conversas/", "/mensagens/"),
    ),
    Place(page="floor", icon="user-round-cog", name=_("Piso"), act=Act.SUPERVISE),
    Place(
        page="quick_replies",
        icon="file-text",
        name=_("Respostas"),
        title=_("Respostas rápidas"),
        act=Act.ANSWER,
    ),
    Place(
        page="scores",
        icon="gauge",
        name=_("Desempenho"),
        act=Act.SEE_SCORES,
        roots=("/desempenho/", "/qualidade/"),
    ),
    Place(
        page="reception",
        icon="clock",
        name=_("Horários e filas"),
        act=Act.ARRANGE,
        roots=("/atendimento/",),
    ),
    Place(page="notices", icon="send-horizontal", name=_("Avisos"), act=Act.WATCH),
    Place(page="set_aside", icon="hand", name=_("Pendências"), act=Act.MEND),
    Place(
        page="alerts",
        icon="circle-alert",
        name=_("Alertas"),
        act=Act.WATCH,
        roots=("/alertas/", "/lexicos/"),
        counts="alert_count",
    ),
    Place(
        page="archive",
        icon="search",
        name=_("Arquivo"),
        act=Act.SEARCH_ARCHIVE,
        roots=("/arquivo/", "/guarda/", "/copias/"),
    ),
    Place(
        page="training",
        icon="badge-check",
        name=_("Formação"),
        act=Act.LEARN,
        roots=("/formacao/",),
    ),
    Place(page="reveals", icon="eye", name=_("Dados mostrados"), act=Act.SEE_REVEALS),
    Place(
        page="members",
        icon="user-round",
        name=_("Membros"),
        act=Act.MANAGE_MEMBERS,
        roots=("/membros/",),
    ),
    Place(page="rules", icon="scale", name=_("Regras"), act=Act.ENTER, roots=("/regras/",)),
)
"""In the order of the rail. A new page of the desk gets one entry here."""


def places_of(role: str, path: str) -> tuple[tuple[Place, bool], ...]:
    """Return what a role may open, each with whether the address belongs to it."""
    return tuple((place, place.holds(path)) for place in PLACES if may(role, place.act))

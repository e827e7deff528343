"""Who works in the demo's organisations, somebody of every role, and their queues."""

from datetime import datetime

from trato.entrypoints.cli.world import ADMINISTRATOR

CREW = (
    (ADMINISTRATOR, "administrador"),
    ("sandra@aurora.example", "supervisor"),
    ("bia@aurora.example", "atendente"),
    ("caio@aurora.example", "atendente"),
    ("dora@aurora.example", "encarregado"),
    ("clara@aurora.example", "analista"),
    ("celso@aurora.example", "credor"),
)
_LEGAL = ("legal", "dispute", "represented", "privacy", "deceased", "self_harm", "vulnerable")
_REPLIES = (
    ("oi", "Olá, {nome}. Aqui é {atendente}, do atendimento. Em que posso ajudar?"),
    ("aguarde", "Um momento, {nome}. Vou verificar e já volto."),
    ("mais", "Posso ajudar em algo mais?"),
)


def hire(password: str, *, creditor_slug: str, at: datetime) -> None:
    """Give the entered organisation its members, two queues and a few quick replies.

    Who is of the creditor sees that one's portfolio.
    """
    from trato.book.organisations.create import add_member
    from trato.book.portfolios import read as portfolios
    from trato.book.portfolios.bind_member import bind_member
    from trato.casework.conversations.arrange_queue import keep_queue
    from trato.speakers.desk.quick_reply import keep_quick_reply

    for email, role in CREW:
        user_id = add_member(email=email, password=password, role=role)
        if role == "credor":
            creditor = portfolios.creditor_by_slug(creditor_slug)
            bind_member(user_id, creditor_ids=[creditor.creditor_id], by=None, at=at)
    keep_queue(
        None, name="Casos delicados", skill="", reasons=_LEGAL, answer_within_minutes=10, by=0,
        at=at,
    )  # fmt: skip
    keep_queue(
        None, name="Atendimento", skill="", reasons=(), answer_within_minutes=15, by=0, at=at
    )
    for code, text in _REPLIES:
        keep_quick_reply(code, text)

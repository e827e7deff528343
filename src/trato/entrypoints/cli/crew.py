"""Who works in the demo's organisations: a manager, a supervisor, two agents, and their queues."""

from datetime import datetime

from trato.entrypoints.cli.world import ADMINISTRATOR

CREW = (
    (ADMINISTRATOR, "administrador"),
    ("sandra@aurora.example", "supervisor"),
    ("bia@aurora.example", "atendente"),
    ("caio@aurora.example", "atendente"),
)
_LEGAL = ("legal", "dispute", "represented", "privacy", "deceased", "self_harm", "vulnerable")
_REPLIES = (
    ("oi", "Olá, {nome}. Aqui é {atendente}, do atendimento. Em que posso ajudar?"),
    ("aguarde", "Um momento, {nome}. Vou verificar e já volto."),
    ("mais", "Posso ajudar em algo mais?"),
)


def hire(password: str, *, at: datetime) -> None:
    """Give the entered organisation its members, two queues and a few quick replies."""
    from trato.book.organisations.create import add_member
    from trato.casework.conversations.arrange_queue import keep_queue
    from trato.speakers.desk.quick_reply import keep_quick_reply

    for email, role in CREW:
        add_member(email=email, password=password, role=role)
    keep_queue(
        None, name="Casos delicados", skill="", reasons=_LEGAL, answer_within_minutes=10, by=0,
        at=at,
    )  # fmt: skip
    keep_queue(
        None, name="Atendimento", skill="", reasons=(), answer_within_minutes=15, by=0, at=at
    )
    for code, text in _REPLIES:
        keep_quick_reply(code, text)

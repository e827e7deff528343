"""Numbers that receive with a menu: who is greeted how, where choices lead, and back again."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.universe import Cooperative, Debtor, cooperative, cpf
from trato.casework.reception.menu import (
    BadMenu,
    Choice,
    Conversing,
    Greeting,
    Leads,
    Menu,
    SubMenu,
)
from trato.door.consent.grant import Word, grant
from trato.foundation.ids import new_id


class Desk:
    """A cooperative with two queues, and people who write to its number."""

    def __init__(self, organisation_id: UUID) -> None:
        from trato.casework.conversations.arrange_queue import keep_queue

        self.coop: Cooperative = cooperative(organisation_id)
        self.wrote = 0
        with self.coop.inside():
            self.copies, self.rest = (
                keep_queue(
                    None, name=name, skill="", reasons=reasons, answer_within_minutes=15, by=1,
                    at=self.coop.clock(),
                )
                for name, reasons in (("Segunda via", ["legal"]), ("Geral", []))
            )  # fmt: skip

    def arrange(
        self,
        *choices: Choice,
        text: str = "",
        submenus: tuple[SubMenu, ...] = (),
        **flows: Conversing,
    ) -> None:
        from trato.speakers.bot.arrange_greeting import arrange_greeting

        named: dict[str, Any] = {"for_others": Conversing.SERVICE, **flows}
        menu = Menu(text=text, choices=choices or self.choices(), submenus=submenus)
        greeting = Greeting(menu=menu, **named)
        with self.coop.inside():
            arrange_greeting(
                self.coop.number_id, greeting, queues=[self.copies, self.rest], by=1,
                at=self.coop.clock(),
            )  # fmt: skip

    def choices(self) -> tuple[Choice, ...]:
        return (
            Choice(choice_id="menu:1", title="Segunda via", leads=Leads.QUEUE,
                   queue_id=str(self.copies)),
            Choice(choice_id="menu:2", title="Meu atendimento", leads=Leads.DEBTS),
            Choice(choice_id="menu:3", title="Atendente", leads=Leads.HUMAN),
        )  # fmt: skip

    def customer(self) -> Debtor:
        """Somebody we know who owes nothing any more."""
        from trato.book.portfolios.models import Debt

        found = self.coop.debtor()
        with self.coop.inside():
            Debt.objects.filter(person_id=found.person_id).update(state="settled")
        return found

    def says(self, who: Debtor, text: str = "", *, tap: str = "") -> list[Any]:
        """Let somebody write or tap, the assistant answer, and the door carry it out."""
        from trato.casework.conversations.receive import receive
        from trato.casework.conversations.take_turn import take_turn
        from trato.casework.conversations.values import Incoming
        from trato.speakers.bot.reply import reply

        self.wrote += 1
        at = self.coop.clock.pass_(minutes=1)
        before = {m.id for m in self.coop.rows()}
        with self.coop.inside():
            from trato.book.organisations import read as organisations

            number = organisations.number(self.coop.number_id)
            receive(
                Incoming(
                    provider_message_id=f"wamid.{who.person_id.hex}.{self.wrote}",
                    phone_number_id=number.phone_number_id,
                    kind="interactive" if tap else "text", text=text, button_id=tap,
                    written_at=at, payload=b"{}", wa_id=who.phone.lstrip("+"),
                    bsuid=f"BR.{who.phone[-6:]}", profile_name="maria",
                ),
                received_at=at, grace=timedelta(0),
            )  # fmt: skip
        with self.coop.inside():
            while turn := take_turn(now=at):
                reply(turn, now=at)
        self.coop.clock.pass_(seconds=20)
        self.coop.drain()
        self.coop.must_be_lawful()
        return [m for m in self.coop.rows() if m.id not in before]

    def only_thread(self) -> Any:
        from trato.casework.conversations.models import Conversation

        with self.coop.inside():
            return Conversation.objects.get()

    def facts(self, kind: str) -> list[Any]:
        from trato.journal.models import Entry

        with self.coop.inside():
            return list(Entry.objects.filter(kind=kind))

    def registered(self, phone: str) -> Debtor:
        """Let a creditor's file name somebody with this number, who owes."""
        from trato.book.people.models import ContactPoint
        from trato.book.people.register import register_people
        from trato.book.people.values import NewContact, NewPerson
        from trato.book.portfolios.models import Debt

        other = self.coop.debtor()
        contact = NewContact(kind="phone", value=phone, ddd="11", provenance="creditor_contract")
        new = NewPerson(document=cpf(4_321), name="Maria Lima", uf="SP", contacts=(contact,))
        with self.coop.inside():
            person_id = register_people([new], at=self.coop.clock()).ids[new.document]
            Debt.objects.filter(id=other.debt_id).update(person_id=person_id)
            point = ContactPoint.objects.get(person_id=person_id)
            grant(
                [Word(person_id=person_id, channel="whatsapp", state="granted", source="documentos",
                      notice="Aceito.", at=self.coop.clock() - timedelta(days=20))],
                at=self.coop.clock(),
            )  # fmt: skip
        return Debtor(person_id, point.id, other.debt_id, phone)

    def thread(self, who: Debtor) -> Any:
        from trato.casework.conversations.models import Conversation

        with self.coop.inside():
            return Conversation.objects.get(person_id=who.person_id)


@pytest.fixture
def desk(organisation: UUID) -> Desk:
    return Desk(organisation)


def text(row: Any) -> str:
    return str(row.draft["content"]["text"])


def test_a_number_nobody_arranged_receives_as_ever(desk: Desk) -> None:
    (first,) = desk.says(desk.customer(), "oi")
    assert "Falo com Maria" in text(first)


def test_whoever_owes_nothing_is_greeted_with_the_menu_and_reaches_a_queue(desk: Desk) -> None:
    desk.arrange(text="Em que podemos ajudar hoje?")
    ana = desk.customer()
    (menu,) = desk.says(ana, "oi")
    assert menu.state == "sent"
    assert menu.kind == "buttons"
    assert "Em que podemos ajudar hoje?" in text(menu)
    assert [b["id"] for b in menu.draft["content"]["buttons"]] == ["menu:1", "menu:2", "menu:3"]
    (told,) = desk.says(ana, "Segunda via", tap="menu:1")
    assert text(told).startswith("Certo: Segunda via. Vou passar você")
    thread = desk.thread(ana)
    assert (thread.handled_by, thread.queue_id) == ("human", desk.copies)
    assert thread.handed_over_because == "menu: Segunda via"


def test_a_debtor_is_spoken_to_as_before_and_may_ask_for_the_menu(desk: Desk) -> None:
    desk.arrange()
    ana = desk.coop.debtor()
    (first,) = desk.says(ana, "oi")
    assert "Falo com Maria" in text(first)
    assert desk.thread(ana).bot_state["flow"] == "cobranca"
    (menu,) = desk.says(ana, "voltar ao menu")
    assert menu.kind == "buttons"
    assert desk.thread(ana).bot_state["flow"] == "atendimento"
    # From the menu into the collection conversation, which proves identity first, and back.
    (asked,) = desk.says(ana, "Meu atendimento", tap="menu:2")
    assert "nascimento" in text(asked)
    assert desk.thread(ana).bot_state["flow"] == "cobranca"
    (menu,) = desk.says(ana, "menu")
    assert menu.kind == "buttons"
    assert desk.thread(ana).bot_state["flow"] == "atendimento"


def test_a_customer_service_number_greets_debtors_with_the_menu_too(desk: Desk) -> None:
    desk.arrange(for_debtors=Conversing.SERVICE)
    (menu,) = desk.says(desk.coop.debtor(), "oi")
    assert menu.kind == "buttons"


def test_a_long_menu_is_a_list_and_its_lines_count_by_number_and_words(desk: Desk) -> None:
    lines = tuple(
        Choice(choice_id=f"menu:{n}", title=f"Assunto {n}", description="Sobre isto",
               leads=Leads.QUEUE, queue_id=str(desk.rest))
        for n in range(1, 11)
    )  # fmt: skip
    desk.arrange(*lines)
    ana, bia = desk.customer(), desk.customer()
    (menu,) = desk.says(ana, "bom dia")
    assert menu.kind == "list"
    assert len(menu.draft["content"]["rows"]) == 10
    assert "Assunto 7" in text(desk.says(ana, "7")[0])
    desk.says(bia, "bom dia")
    assert "Assunto 3" in text(desk.says(bia, "assunto 3")[0])
    assert desk.thread(bia).queue_id == desk.rest


def test_a_line_is_the_organisations_word_and_no_persons_stop(desk: Desk) -> None:
    """What is tapped is a choice: even one called like a dispute opens none."""
    desk.arrange(
        Choice(choice_id="menu:1", title="Não reconheço", leads=Leads.QUEUE,
               queue_id=str(desk.copies)),
    )  # fmt: skip
    ana = desk.customer()
    desk.says(ana, "oi")
    desk.says(ana, "Não reconheço", tap="menu:1")
    assert desk.thread(ana).queue_id == desk.copies


def test_stop_is_stop_in_a_menu_as_well(desk: Desk) -> None:
    desk.arrange()
    ana = desk.customer()
    desk.says(ana, "oi")
    (confirmed,) = desk.says(ana, "parar")
    assert "não receberá mais mensagens" in text(confirmed)
    assert desk.says(ana, "Segunda via", tap="menu:1") == []
    assert desk.thread(ana).state == "stopped"


def test_a_queue_that_is_gone_leaves_the_choice_to_the_reason(desk: Desk) -> None:
    from trato.casework.conversations.arrange_queue import drop_queue

    desk.arrange()
    ana = desk.customer()
    desk.says(ana, "oi")
    with desk.coop.inside():
        drop_queue(desk.copies, by=1, at=desk.coop.clock())
    desk.says(ana, "", tap="menu:1")
    assert desk.thread(ana).queue_id == desk.rest


def test_given_back_it_offers_the_menu_again_and_an_old_tap_still_counts(desk: Desk) -> None:
    from trato.casework.conversations.hand_over import give_back, take_over
    from trato.casework.conversations.values import Done

    desk.arrange()
    ana = desk.customer()
    desk.says(ana, "oi")
    desk.says(ana, "", tap="menu:1")
    thread = desk.thread(ana).id
    with desk.coop.inside():
        take_over(thread, agent_id=7, at=desk.coop.clock())
        give_back(thread, done=Done.RESOLVED, by=7, at=desk.coop.clock())
    (menu,) = desk.says(ana, "boa tarde")
    assert text(menu).startswith("Seu atendimento anterior está concluído.")
    assert menu.kind == "buttons"
    desk.says(ana, "", tap="menu:1")
    assert desk.thread(ana).queue_id == desk.copies


def test_a_number_in_no_record_is_received_with_the_menu_too(desk: Desk) -> None:
    desk.arrange()
    stranger = Debtor(person_id=new_id(), contact_point_id=new_id(), debt_id=new_id(),
                      phone="+5511987650099")  # fmt: skip
    (menu,) = desk.says(stranger, "oi, comprei aí ontem")
    assert (menu.kind, menu.state) == ("buttons", "sent")
    desk.says(stranger, "", tap="menu:1")
    thread = desk.only_thread()
    assert (thread.handled_by, thread.queue_id) == ("human", desk.copies)
    # They write again: the same visitor, the same thread.
    desk.says(stranger, "alô")
    assert desk.only_thread().person_id == thread.person_id
    assert len(desk.facts("book.visitor_welcomed")) == 1


def test_of_a_visitor_nothing_can_be_proved_and_no_debt_is_spoken_of(desk: Desk) -> None:
    desk.arrange()
    stranger = Debtor(person_id=new_id(), contact_point_id=new_id(), debt_id=new_id(),
                      phone="+5511987650098")  # fmt: skip
    desk.says(stranger, "oi")
    (told,) = desk.says(stranger, "", tap="menu:2")
    assert text(told).startswith("Vou chamar um atendente para confirmar seus dados.")
    assert desk.only_thread().handed_over_because == "identity_unavailable"


def test_an_agent_answers_a_visitor(desk: Desk) -> None:
    from trato.casework.conversations.hand_over import take_over
    from trato.speakers.desk.reply import reply

    desk.arrange()
    stranger = Debtor(person_id=new_id(), contact_point_id=new_id(), debt_id=new_id(),
                      phone="+5511987650097")  # fmt: skip
    desk.says(stranger, "oi")
    thread = desk.only_thread()
    with desk.coop.inside():
        take_over(thread.id, agent_id=7, at=desk.coop.clock())
        sent = reply(thread.id, "Bom dia. Em que posso ajudar?", by=7, at=desk.coop.clock())
    assert sent.verdict == "allow"


def test_a_stop_of_a_visitor_outlives_their_record(desk: Desk) -> None:
    desk.arrange()
    stranger = Debtor(person_id=new_id(), contact_point_id=new_id(), debt_id=new_id(),
                      phone="+5511987650096")  # fmt: skip
    desk.says(stranger, "oi")
    (confirmed,) = desk.says(stranger, "parar")
    assert confirmed.message_class == "optout_confirm"
    known = desk.registered(stranger.phone)
    refused = desk.coop.submit(desk.coop.first_contact(known))
    assert "SUPPRESSED" in refused.codes


def test_a_record_of_the_same_number_takes_the_visitors_place(desk: Desk) -> None:
    desk.arrange()
    stranger = Debtor(person_id=new_id(), contact_point_id=new_id(), debt_id=new_id(),
                      phone="+5511987650095")  # fmt: skip
    desk.says(stranger, "oi")
    known = desk.registered(stranger.phone)
    desk.says(stranger, "oi de novo")
    assert desk.only_thread().person_id == known.person_id


def test_what_we_open_to_a_former_visitor_stands_in_their_thread(desk: Desk) -> None:
    from trato.casework.conversations.link import conversation_for

    desk.arrange()
    stranger = Debtor(person_id=new_id(), contact_point_id=new_id(), debt_id=new_id(),
                      phone="+5511987650094")  # fmt: skip
    desk.says(stranger, "oi")
    known = desk.registered(stranger.phone)
    with desk.coop.inside():
        thread = conversation_for(known.contact_point_id, desk.coop.number_id, at=desk.coop.clock())
    assert (desk.only_thread().id, desk.only_thread().person_id) == (thread, known.person_id)


def test_where_strangers_are_not_received_they_stay_unknown(desk: Desk) -> None:
    stranger = Debtor(person_id=new_id(), contact_point_id=new_id(), debt_id=new_id(),
                      phone="+5511987650093")  # fmt: skip
    assert desk.says(stranger, "oi") == []
    assert desk.only_thread().handed_over_because == "unknown_contact"
    assert desk.only_thread().person_id is None


def test_who_answers_a_campaign_answers_that_whatever_was_asked_before(desk: Desk) -> None:
    from trato.book.portfolios.models import Debt

    desk.arrange()
    ana = desk.customer()
    desk.says(ana, "oi")
    with desk.coop.inside():
        Debt.objects.filter(person_id=ana.person_id).update(state="active")
    desk.coop.clock.pass_(days=2)
    thread = desk.thread(ana).id
    desk.coop.submit(desk.coop.first_contact(ana, conversation_id=thread))
    desk.coop.drain()
    (asked,) = desk.says(ana, "sim")
    assert "nascimento" in text(asked)
    assert desk.thread(ana).bot_state["flow"] == "cobranca"


def test_a_number_that_loses_its_menu_goes_on_without(desk: Desk) -> None:
    from trato.speakers.bot.arrange_greeting import arrange_greeting

    desk.arrange()
    ana = desk.customer()
    desk.says(ana, "oi")
    with desk.coop.inside():
        arrange_greeting(desk.coop.number_id, Greeting(), queues=[], by=1, at=desk.coop.clock())
    (first,) = desk.says(ana, "oi")
    assert "Falo com Maria" in text(first)


@pytest.mark.parametrize(
    ("change", "code", "line"),
    [
        ({"title": " "}, "title", 1),
        ({"title": "a" * 21}, "title_long", 1),
        ({"title": "Minha dívida"}, "debt", 1),
        ({"description": "Boletos e parcelas"}, "debt", 1),
        ({"description": "a" * 73}, "description", 1),
        ({"title": "Parar"}, "stops", 1),
        ({"title": "ATENDENTE"}, "twice", 2),
        ({"queue_id": "nenhuma"}, "queue", 1),
    ],
)
def test_a_menu_that_cannot_stand_is_not_kept(
    desk: Desk, change: dict[str, str], code: str, line: int
) -> None:
    good: dict[str, Any] = {
        "choice_id": "menu:1", "title": "Segunda via", "leads": Leads.QUEUE,
        "queue_id": str(desk.copies),
    }  # fmt: skip
    human = Choice(choice_id="menu:2", title="Atendente", leads=Leads.HUMAN)
    with pytest.raises(BadMenu) as wrong:
        desk.arrange(Choice(**{**good, **change}), human)
    assert (wrong.value.code, wrong.value.line) == (code, line)


def leads_to_menu(title: str, menu_id: str) -> Choice:
    return Choice(choice_id=f"menu:to:{menu_id}", title=title, leads=Leads.MENU, menu_id=menu_id)


def in_levels(desk: Desk, **more: Any) -> None:
    """A menu that opens one about documents, which opens one about copies."""
    copies = Choice(
        choice_id="menu:copies:queue", title="Por e-mail", leads=Leads.QUEUE,
        queue_id=str(desk.copies),
    )  # fmt: skip
    people = Choice(choice_id="menu:contract:human", title="Atendente", leads=Leads.HUMAN)
    desk.arrange(
        leads_to_menu("Documentos", "contract"), people,
        submenus=(
            SubMenu(menu_id="contract", name="Documentos", text="Sobre os seus documentos:",
                    choices=(leads_to_menu("Segunda via", "copies"), people)),
            SubMenu(menu_id="copies", name="Cópias", choices=(copies,)),
        ),
        **more,
    )  # fmt: skip


def titles(row: Any) -> list[str]:
    content = row.draft["content"]
    return [one["title"] for one in content.get("buttons") or content["rows"]]


def test_a_choice_opens_another_menu_and_back_again(desk: Desk) -> None:
    in_levels(desk)
    ana = desk.customer()
    (first,) = desk.says(ana, "oi")
    assert titles(first) == ["Documentos", "Atendente"]
    (second,) = desk.says(ana, "Documentos", tap="menu:to:contract")
    assert (text(second), second.state) == ("Sobre os seus documentos:", "sent")
    assert titles(second) == ["Segunda via", "Atendente", "Voltar"]
    # By its number, by its words, by a tap: each of the menu that is shown.
    (third,) = desk.says(ana, "1")
    assert (text(third), titles(third)) == ("Escolha uma das opções.", ["Por e-mail", "Voltar"])
    assert titles(desk.says(ana, "voltar")[0]) == titles(second)
    (back,) = desk.says(ana, "Voltar", tap="menu:back:contract")
    assert (titles(back), text(back)) == (titles(first), "Escolha uma das opções.")
    assert titles(desk.says(ana, "documentos")[0]) == titles(second)
    assert titles(desk.says(ana, "menu")[0]) == titles(first)
    # A line of a menu shown long ago counts wherever they are, and says how it was come by.
    (told,) = desk.says(ana, "Por e-mail", tap="menu:copies:queue")
    assert text(told).startswith("Certo: Por e-mail.")
    thread = desk.thread(ana)
    assert (thread.queue_id, thread.handed_over_because) == (
        desk.copies, "menu: Documentos > Segunda via > Por e-mail",
    )  # fmt: skip


def test_what_is_not_understood_in_a_menu_within_is_asked_there_again(desk: Desk) -> None:
    in_levels(desk)
    ana = desk.customer()
    desk.says(ana, "oi")
    (second,) = desk.says(ana, "documentos")
    (again,) = desk.says(ana, "batata")
    assert text(again).startswith("Desculpe, não entendi.")
    assert titles(again) == titles(second)
    assert desk.says(ana, "parar")[0].message_class == "optout_confirm"


def test_a_menu_that_is_gone_leads_to_the_first(desk: Desk) -> None:
    in_levels(desk)
    ana = desk.customer()
    desk.says(ana, "oi")
    desk.says(ana, "documentos")
    desk.arrange()
    assert titles(desk.says(ana, "batata")[0]) == ["Segunda via", "Meu atendimento", "Atendente"]
    (told,) = desk.says(ana, "segunda via")
    assert text(told).startswith("Certo: Segunda via.")


def test_a_menu_within_is_held_to_the_same_words(desk: Desk) -> None:
    for title, code in (("Minha dívida", "debt"), ("Parar", "stops")):
        wrong = Choice(choice_id="menu:a:human", title=title, leads=Leads.HUMAN)
        with pytest.raises(BadMenu) as found:
            desk.arrange(
                leads_to_menu("Documentos", "a"),
                submenus=(SubMenu(menu_id="a", name="A", choices=(wrong,)),),
            )
        assert (found.value.code, found.value.line, found.value.menu_id) == (code, 1, "a")


def test_what_is_kept_is_journaled_without_its_words(desk: Desk) -> None:
    from trato.journal.models import Entry

    desk.arrange(text="Como vai?")
    with desk.coop.inside():
        (fact,) = Entry.objects.filter(kind="reception.greeting_changed").values_list(
            "facts", flat=True
        )
    assert fact == {
        "number_id": str(desk.coop.number_id), "by": 1, "for_debtors": "cobranca",
        "for_others": "atendimento", "choices": 3, "submenus": 0,
    }  # fmt: skip


@pytest.mark.parametrize("words", ["Sobre a sua dívida", "a" * 601, "Olá {nome}"])
def test_the_menus_own_words_are_checked_too(desk: Desk, words: str) -> None:
    with pytest.raises(BadMenu):
        desk.arrange(text=words)

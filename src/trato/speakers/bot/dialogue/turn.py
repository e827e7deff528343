"""One turn in the making: the state as it changes, what is known, and the intents so far."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from trato.casework.negotiation.terms import ledger, sheet
from trato.casework.negotiation.terms.values import (
    Itemisation,
    Option,
    OptionKind,
    RefusalReason,
)
from trato.casework.reception.menu import USUAL, Choice, Menu, SubMenu
from trato.door.policy.values import MessageClass
from trato.foundation.money import brl
from trato.speakers.bot.dialogue.flow import Flow, Node
from trato.speakers.bot.dialogue.placeholders import GUARDED, MissingValue, names_in, render
from trato.speakers.bot.dialogue.terms_of_debt import debt_words
from trato.speakers.bot.dialogue.understand import Understood
from trato.speakers.bot.dialogue.values import (
    Button,
    Context,
    DebtLine,
    HandOver,
    HandOverReason,
    Heard,
    IdentityPassed,
    Intent,
    OptOut,
    Row,
    Say,
    State,
)

_INTERACTIVE_MAX = 1024
_TEXT_MAX = 4096
_MENU_LABEL = "Ver opções"
_WELCOME = "Como posso ajudar?"
_WHICH = "Escolha uma das opções."
_REFUSALS = {
    RefusalReason.BELOW_AUTHORITY: "Esse valor fica abaixo do que posso oferecer por aqui.",
    RefusalReason.TOO_MANY_INSTALMENTS: "Não consigo dividir em tantas vezes por aqui.",
    RefusalReason.INSTALMENT_TOO_SMALL: "A parcela ficaria abaixo do mínimo que posso oferecer.",
    RefusalReason.DOWN_PAYMENT_TOO_SMALL: "A entrada precisaria ser um pouco maior.",
    RefusalReason.START_TOO_LATE: "Não consigo começar tão longe por aqui.",
    RefusalReason.START_IN_THE_PAST: "Essa data já passou.",
    RefusalReason.EMPTY_WISH: "Veja o que posso oferecer.",
}


class Turn:
    """What a step works on. Nothing outside the turn is changed."""

    def __init__(
        self, state: State, heard: Heard, context: Context, flow: Flow, now: datetime
    ) -> None:
        """Start from where the conversation stood."""
        self.state = state
        self.heard = heard
        self.context = context
        self.flow = flow
        self.now = now
        self.words = heard.text
        self.understood: tuple[Understood, ...] = ()
        self.detail = ""
        self.intents: list[Intent] = []
        self.refusal: RefusalReason | None = None
        self.promise: tuple[int, str] | None = None
        self.choice: Choice | None = None

    @property
    def verified(self) -> bool:
        """Whether the person is the debtor: the store's word, or both factors just now."""
        passed = any(isinstance(i, IdentityPassed) for i in self.intents)
        return self.context.identity_verified or passed

    def change(self, **changes: Any) -> None:
        """Replace parts of the state."""
        self.state = replace(self.state, **changes)

    def want(self, intent: Intent) -> None:
        """Add an intent."""
        self.intents.append(intent)

    def hand_over(self, reason: HandOverReason) -> None:
        """Fetch a human."""
        self.want(HandOver(reason=reason))
        self.change(is_with_human=True)

    def menu(self) -> Menu | SubMenu:
        """Return the menu that is shown: the number's first, or one that was opened from it."""
        return (self.context.menu or USUAL).level(self.state.menu_id)

    # --- what may be spoken of
    def debts(self) -> tuple[DebtLine, ...]:
        """Return the debts this conversation is about, contested ones left out."""
        return tuple(d for d in self.context.debts if not d.is_disputed)

    def itemisation(self) -> Itemisation | None:
        """Return the parts of all debts together."""
        lines = self.debts()
        return ledger.add(tuple(d.itemisation for d in lines)) if lines else None

    def dpd(self) -> int:
        """Return the days past due of the oldest debt."""
        return max((d.dpd for d in self.debts()), default=0)

    def debt_ids(self) -> tuple[str, ...]:
        """Return the ids of the debts in play."""
        return tuple(d.debt_id for d in self.debts())

    def chosen(self) -> Option | None:
        """Return the option the person is looking at."""
        return next((o for o in self.state.options if o.option_id == self.state.chosen_id), None)

    # --- saying
    def say(self, node: Node, *, asking: Node | None = None) -> None:
        """Say a node's texts; buttons or rows go with the last one.

        `asking` is the node whose question stands: it is put again in the same message.
        """
        if asking is not None and asking.again:
            node = replace(
                node,
                say=(*node.say[:-1], f"{node.say[-1]}\n\n{asking.again}"),
                buttons=asking.buttons,
                offers_menu=asking.offers_menu,
            )
        for k, text in enumerate(node.say):
            last = k == len(node.say) - 1
            self.say_text(text, node, with_choices=last)

    def say_text(self, text: str, node: Node, *, with_choices: bool) -> None:
        """Say one text, or fetch a human where it cannot or must not be said."""
        try:
            body = render(text, self._values())
        except MissingValue:
            self.hand_over(HandOverReason.UNSAFE_TEXT)
            return
        rows = option_rows(self.state.options) if with_choices and node.list_label else ()
        buttons, label = node.buttons, node.list_label
        if node.offers_menu and with_choices:
            buttons, rows = menu_choices(self.menu())
            label = _MENU_LABEL
        named = set(names_in(text))
        message = Say(
            text=body,
            message_class=node.message_class,
            buttons=buttons if with_choices and not rows else (),
            rows=rows,
            list_label=label if rows else "",
            itemisation=self._itemisation_said(named),
            offer=self._offer_said(named, () if node.offers_menu else rows),
            debt_ids=self.debt_ids() if named & GUARDED else (),
            names_creditor=bool(named & {"credor", "credor_linha", "ficha"}),
        )
        for part in _fitting(message):
            self._say_if_safe(part)

    def _say_if_safe(self, message: Say) -> None:
        if any(
            isinstance(i, HandOver) and i.reason is HandOverReason.UNSAFE_TEXT for i in self.intents
        ):
            return
        if not self.verified and debt_words(message.readable):
            if not any(isinstance(i, OptOut) for i in self.intents):
                self.hand_over(HandOverReason.UNSAFE_TEXT)
            return
        self.want(message)

    def _itemisation_said(self, named: set[str]) -> Itemisation | None:
        option = self.chosen()
        if named & {"ficha", "proposta"} and option:
            return option.itemisation
        return self.itemisation() if named & {"extrato", "partes", "total"} else None

    def _offer_said(self, named: set[str], rows: tuple[Row, ...]) -> Option | None:
        """Return the option a text states; for a list, its longest plan: the strictest to judge."""
        if rows and self.state.options:
            return self.state.options[-1]
        return self.chosen() if named & {"ficha", "proposta"} else None

    def _values(self) -> dict[str, str]:
        context = self.context
        values = {
            "empresa": context.org_name,
            "primeiro_nome": context.first_name,
            "contato_privacidade": context.privacy_contact,
            "espera": _wait(context),
            "horario_humano": context.human_hours,
            "boas_vindas": (context.menu.text if context.menu else "") or _WELCOME,
            "menu_texto": self.menu().text or _WHICH,
            "escolha": self.choice.title if self.choice else "",
        }
        return values | self._guarded_values() if self.verified else values

    def _guarded_values(self) -> dict[str, str]:
        context, total = self.context, self.itemisation()
        values = {
            "credor": context.creditor_name,
            "credor_documento": context.creditor_document,
            "credor_endereco": context.creditor_address,
            "credor_linha": sheet.creditor_line(
                context.creditor_name, context.creditor_document, context.creditor_address
            ),
            "dividas": "\n".join(f"- {d.label}" for d in self.debts()),
            "motivo_recusa": _REFUSALS.get(self.refusal, "") if self.refusal else "",
        }
        if total is not None:
            values["extrato"] = "\n".join(sheet.part_lines(total))
            values["partes"] = _in_one_line(total)
            values["total"] = brl(total.total_cents)
        if self.state.options:
            values["validade"] = sheet.day(self.state.options[0].expires_on)
            values["total_a_vista"] = brl(self.state.options[0].total_cents)
        if self.promise is not None:
            values["promessa_valor"] = brl(self.promise[0])
            values["promessa_data"] = self.promise[1]
        return values | self._option_values()

    def _option_values(self) -> dict[str, str]:
        values: dict[str, str] = {}
        option, accepted = self.chosen(), self.state.accepted
        if option is not None:
            values["ficha"] = sheet.render_text(sheet_of(option, self.context))
            values["proposta"] = "\n".join(sheet.payment_lines(option))
            values["validade"] = sheet.day(option.expires_on)
        if accepted is not None:
            values["pix_valor"] = brl(accepted.instalments[0].amount_cents)
            values["pix_data"] = sheet.day(accepted.instalments[0].due_on)
        elif self.context.open_agreement is not None:
            values["pix_valor"] = brl(self.context.open_agreement.next_cents)
            values["pix_data"] = sheet.day(self.context.open_agreement.next_due_on)
        return values


def sheet_of(option: Option, context: Context) -> sheet.OfferSheet:
    """Build the sheet that the person sees for an option."""
    return sheet.offer_sheet(
        option,
        creditor_name=context.creditor_name,
        creditor_document=context.creditor_document,
        creditor_address=context.creditor_address,
    )


def _in_one_line(total: Itemisation) -> str:
    """Write the parts as a sum: `Original R$ 1.500,00 + multa R$ 30,00 = R$ 1.530,00`."""
    added = (
        ("multa", total.multa_cents),
        ("juros", total.juros_cents),
        ("correção", total.correction_cents),
    )
    parts = [f"Original {brl(total.original_cents)}"]
    parts += [f"{name} {brl(cents)}" for name, cents in added if cents]
    less = f" - desconto {brl(total.discount_cents)}" if total.discount_cents else ""
    return " + ".join(parts) + f"{less} = {brl(total.total_cents)}"


def option_rows(options: tuple[Option, ...]) -> tuple[Row, ...]:
    """Write options as list rows, and the ways out of the list."""
    rows = [
        Row(choice_id=f"opt:{o.option_id}", title=_title(o), description=_description(o))
        for o in options[:8]
    ]
    rows.append(Row(choice_id="hardship", title="Outro valor", description="Diga quanto cabe"))
    rows.append(Row(choice_id="human", title="Falar com atendente"))
    return tuple(rows)


def menu_choices(menu: Menu | SubMenu) -> tuple[tuple[Button, ...], tuple[Row, ...]]:
    """Write a menu as buttons where they are few enough, else as the rows of a list."""
    if not menu.is_list:
        return tuple(Button(choice_id=c.choice_id, title=c.title) for c in menu.shown), ()
    rows = (
        Row(choice_id=c.choice_id, title=c.title, description=c.description) for c in menu.shown
    )
    return (), tuple(rows)


def _title(option: Option) -> str:
    count = len(option.regular)
    amount = brl(option.regular[0].amount_cents)
    title = f"À vista {amount}" if option.kind is OptionKind.CASH else f"{count}x de {amount}"
    return title[:24]


def _description(option: Option) -> str:
    if option.kind is OptionKind.CASH:
        saved = option.itemisation.discount_cents
        until = f"Até {sheet.day(option.instalments[0].due_on)}"
        return f"{until}, desconto de {brl(saved)}" if saved else until
    return (
        f"Total {brl(option.total_cents)}, CET {sheet.percent(option.cet_percent_year)} ao ano, "
        f"1ª em {option.instalments[0].due_on:%d/%m}"
    )[:72]


def _fitting(message: Say) -> tuple[Say, ...]:
    """Split a text that is too long to carry choices: first the text, then the question."""
    if not (message.buttons or message.rows) or len(message.text) <= _INTERACTIVE_MAX:
        return (replace(message, text=message.text[:_TEXT_MAX]),)
    head = replace(message, text=message.text[:_TEXT_MAX], buttons=(), rows=(), list_label="")
    if message.rows:
        return head, replace(message, text="Como prefere seguir?")
    # Said without the amounts, the question is no offer of its own.
    question = replace(
        message,
        text="Como prefere seguir?",
        message_class=MessageClass.SERVICE,
        itemisation=None,
        offer=None,
        names_creditor=False,
    )
    return head, question


def _wait(context: Context) -> str:
    if not context.human_available:
        return f"O atendimento humano funciona {context.human_hours}."
    if context.expected_wait_minutes is None:
        return "Um atendente responde assim que possível."
    return f"A espera prevista é de {max(context.expected_wait_minutes, 1)} minutos."


def register_words(turn: Turn) -> str:
    """Return the person's words to keep with a request, bounded."""
    return (turn.words or turn.state.pending_words)[:1000]

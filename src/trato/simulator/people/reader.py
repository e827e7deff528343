"""What did the business just ask? A pure reading of the message's words, buttons and codes.

It knows Portuguese, not the product: a bot that writes plainly is understood, another is not.
"""

import re
import unicodedata

from trato.simulator.people.values import Ask, AskKind, Choice, Letter, Offer

_PIX = re.compile(r"000201[0-9]{2}.{30,500}?6304[0-9A-Fa-f]{4}")
_MONEY = re.compile(r"r\$ ?([0-9]{1,3}(?:\.[0-9]{3})*|[0-9]+),([0-9]{2})")
_TIMES = re.compile(r"\b([0-9]{1,3}) ?(?:x|vezes|parcelas)\b")
_NAME = re.compile(r"\b(?:falo|falando|converso) com (?:o |a |sr\.? |sra\.? )*([a-z']+)")
_NOBODY = ("titular", "responsavel", "voce", "senhor", "senhora", "quem", "pessoa", "um", "uma")
_BIRTH = re.compile(r"nascimento|aniversario|dia e (?:o )?mes")
_CPF = re.compile(
    r"(?:ultim|primeir|finais|tres|3|digitos|numeros)[^.?!]{0,40}cpf|cpf[^.?!]{0,40}"
    r"(?:ultim|finais|primeir|digitos)"
)

_SAYS = {
    AskKind.STOP_DONE: r"nao (?:recebera|vai receber|ira receber) mais|nao enviaremos mais"
    r"|escreva voltar|(?:foi|esta) descadastrad",
    AskKind.WRONG_DONE: r"numero foi (?:retirado|removido)"
    r"|(?:retiramos|removemos) (?:este|esse|seu) (?:numero|telefone)"
    r"|desculpe o (?:incomodo|engano)",
    AskKind.RECEIPT: r"recebemos r\$|recebemos (?:o )?(?:seu )?pagamento|pagamento (?:foi )?"
    r"(?:confirmado|recebido|identificado)|(?:obrigad\w|agradecemos) (?:pelo|o) pagamento",
    AskKind.IDENTITY_FAILED: r"nao (?:foi possivel|consegui\w*|conseguimos|pude\w*) "
    r"(?:confirmar|verificar|validar)",
}
_FIRST = {kind: re.compile(pattern) for kind, pattern in _SAYS.items()}
_OPENING = re.compile(
    r"\b(?:falo|estou falando|converso) com\b|com quem (?:eu )?falo|voce e (?:o|a) "
)
_ASKS = {
    AskKind.STOP_CHECK: r"(?:quer|deseja) (?:mesmo )?(?:parar|deixar de receber)",
    AskKind.HOW_MUCH: r"quanto (?:caberia|cabe|voce consegue|consegue|voce pode|pode|voce poderia"
    r"|daria|fica bom)|(?:qual|que) valor (?:cabe|caberia|voce|por mes|mensal|fica)"
    r"|escrever um (?:valor|dia)|consegue um dia|a partir de que dia"
    r"|(?:que|qual) (?:o melhor )?dia|qual (?:a )?(?:melhor )?data",
    AskKind.PROOF: r"comprovante|quando (?:foi|voce) (?:pag\w+|feito|o pagamento)"
    r"|data d[oe] pagamento|como (?:voce )?pagou",
    AskKind.WHY_DISPUTE: r"o que (?:voce )?nao reconhece|por que (?:voce )?nao reconhece"
    r"|conte[^.]{0,30}(?:o que|mais|aconteceu)|o que aconteceu|qual (?:e )?o motivo"
    r"|descreva",
}
_LATER = {kind: re.compile(pattern) for kind, pattern in _ASKS.items()}
_CONFIRM = re.compile(r"\bconfirma\w*\b|posso (?:registrar|fechar|gerar)|podemos (?:fechar|seguir)")
_REQUEST = re.compile(
    r"\?|\b(?:envie|mande|pode (?:enviar|mandar)|encaminhe|responda|informe|conte|diga|escreva"
    r"|descreva)\b"
)
_REPHRASE = re.compile(r"nao entendi|pode (?:escrever|dizer|repetir)[^.?!]{0,20}outro jeito")
_REASONS = re.compile(r"nao reconhec|valor errado|outro motivo")
_NEEDLESS = re.compile(r"nao (?:precisa|e preciso|e necessario)")
_BARGAIN = re.compile(r"acordo|proposta|opcao|parcel|condic|a vista|r\$|\b[0-9]+x\b")
_OFFER = re.compile(r"opcao|opcoes|proposta|escolh|prefere|condic|como (?:voce )?(?:quer|prefere)")
_AGREE = re.compile(r"confirm|aceit|fechar|\bsim\b|concord")
_HAND_OVER = re.compile(
    r"(?:atendente|pessoa da (?:nossa )?equipe|nossa equipe|humano|especialista|alguem)"
)
_SOON = re.compile(
    r"\b(?:vai|ira|vou|transfer\w+|encaminh\w+|aguarde|cham\w+|avis\w+|em breve|continua\w*"
    r"|respond\w+|assum\w+|entrara|retorna\w*)\b"
)
_CLOSING = re.compile(
    r"ate (?:logo|mais|breve)|tenha um|bom dia para|a disposicao|encerr|agradecemos"
)
_MENU = re.compile(
    r"como (?:posso|podemos) (?:te )?ajudar|o que (?:voce )?(?:deseja|gostaria|prefere|quer)"
    r"|escolha|quer (?:ver|conhecer|saber)|deseja (?:ver|conhecer|continuar)"
    r"|podemos (?:continuar|conversar)"
)


def fold(text: str) -> str:
    """Return the text in lower case, without accents, with single spaces."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return " ".join(plain.lower().split())


def read(letter: Letter) -> Ask:
    """Say what the letter asks; the most binding reading wins."""
    code = _PIX.search(letter.text)
    if letter.pix_code or code:
        return Ask(kind=AskKind.PAYMENT)
    text = fold(letter.text)
    for kind, pattern in _FIRST.items():
        if pattern.search(text) and not (kind is AskKind.IDENTITY_FAILED and _asks_identity(text)):
            return Ask(kind=kind)
    if _OPENING.search(text):
        named = _NAME.search(text)
        name = named.group(1) if named and named.group(1) not in _NOBODY else ""
        return Ask(kind=AskKind.OPENING, name=name)
    return _identity(text) or _bargain(letter, text) or _rest(letter, text)


def pix_code(letter: Letter) -> str:
    """Return the copy-and-paste code of a charge, from its card or from the text."""
    found = _PIX.search(letter.text)
    return letter.pix_code or (found.group(0) if found else "")


def _asks_identity(text: str) -> bool:
    """Tell `não consegui confirmar; tente de novo` from a final refusal."""
    return bool((_BIRTH.search(text) or _CPF.search(text)) and _again(text))


def _again(text: str) -> bool:
    return (
        "?" in text
        or re.search(r"tente|de novo|novamente|responda|informe|digite", text) is not None
    )


def _identity(text: str) -> Ask | None:
    birth, cpf = _last(_BIRTH, text), _last(_CPF, text)
    if birth < 0 and cpf < 0:
        return None
    first_digits = "primeiro" in text[max(cpf - 1, 0) :] if cpf >= 0 else False
    if birth >= 0 and cpf >= 0:
        low, high = sorted((birth, cpf))
        if not re.search(r"[.?!]", text[low:high]):
            return Ask(kind=AskKind.BIRTH_AND_CPF, first_digits=first_digits)
    kind = AskKind.BIRTH if birth > cpf else AskKind.CPF
    return Ask(kind=kind, first_digits=first_digits)


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((match.start() for match in pattern.finditer(text)), default=-1)


def _bargain(letter: Letter, text: str) -> Ask | None:
    agree = any(_AGREE.search(fold(choice.title)) for choice in letter.choices)
    priced = offers_in(letter)
    tappable = [offer for offer in priced if offer.choice]
    if (
        _CONFIRM.search(text)
        and _BARGAIN.search(text)
        and (agree or "?" in text)
        and (len(tappable) < 2)
    ):
        return Ask(kind=AskKind.CONFIRM)
    if tappable or (priced and _OFFER.search(text) and (letter.choices or "?" in text)):
        return Ask(kind=AskKind.OFFERS, offers=tuple(tappable) or priced)
    for kind, pattern in _LATER.items():
        if pattern.search(text) and _REQUEST.search(text) and not _NEEDLESS.search(text):
            return Ask(
                kind=kind,
                wants_day=re.search(r"\bdia\b|\bdata\b", text) is not None,
                wants_amount=re.search(r"quanto|valor", text) is not None,
            )
    return None


def _rest(letter: Letter, text: str) -> Ask:
    if letter.choices:
        reasons = [choice for choice in letter.choices if _REASONS.search(fold(choice.title))]
        return Ask(kind=AskKind.WHY_DISPUTE if len(reasons) > 1 else AskKind.MENU)
    if _REPHRASE.search(text) and not _SOON.search(text):
        return Ask(kind=AskKind.REPHRASE)
    if _HAND_OVER.search(text) and _SOON.search(text):
        return Ask(kind=AskKind.HAND_OVER)
    if _MENU.search(text):
        return Ask(kind=AskKind.MENU)
    if "?" in text:
        return Ask(kind=AskKind.UNKNOWN)
    return Ask(kind=AskKind.CLOSING if _CLOSING.search(text) else AskKind.INFORMATION)


def offers_in(letter: Letter) -> tuple[Offer, ...]:
    """Return the ways to pay that carry a price: from what can be tapped, then from the text."""
    found = [offer for choice in letter.choices if (offer := _priced(choice))]
    if found:
        return tuple(found)
    return tuple(
        offer for line in re.split(r"[\n;]", letter.text) if (offer := _offer_in(fold(line), None))
    )


def _priced(choice: Choice) -> Offer | None:
    return _offer_in(fold(f"{choice.title} {choice.description}"), choice)


def _offer_in(text: str, choice: Choice | None) -> Offer | None:
    money, times = _MONEY.search(text), _TIMES.search(text)
    is_cash = "a vista" in text
    if not money and not (choice and (times or is_cash)):
        return None
    if choice is None and not (times or is_cash):
        return None
    cents = int(money.group(1).replace(".", "") + money.group(2)) if money else 0
    return Offer(
        instalments=int(times.group(1)) if times and not is_cash else 1,
        amount_cents=cents,
        choice=choice,
    )

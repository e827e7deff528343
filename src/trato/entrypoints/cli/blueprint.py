"""What `trato setup` reads: one organisation with all it needs, as a checked value. No I/O."""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

import msgspec
import yaml

from trato.casework.negotiation.terms.values import OfferPolicy
from trato.door.policy.values import ActorRole, MessageClass
from trato.foundation import brcode, documents

Slug = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9-]{1,58}$")]
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=240)]
Digits = Annotated[str, msgspec.Meta(pattern=r"^\d{5,40}$")]
BasisPoints = Annotated[int, msgspec.Meta(ge=0, le=10_000)]
Role = Literal["administrador", "supervisor", "atendente", "encarregado", "analista", "credor"]

_ROW = r" - at `\$\.?(?P<place>[^`]*)`$"
_WORDS = (
    (r"Object missing required field `(\w+)`", "falta o campo {0}"),
    (r"Object contains unknown field `(\w+)`", "o campo {0} não existe"),
    (r"Expected `str` matching regex .*", "o texto não tem a forma pedida"),
    (r"Expected `str` of length (>= \d+|<= \d+)", "o texto deve ter comprimento {0}"),
    (r"Expected `int` (>= -?\d+|<= \d+)", "o número deve ser {0}"),
    (r"Expected `([\w| ]+)`, got `(\w+)`", "era esperado {0}, veio {1}"),
    (r"Invalid enum value (.*)", "o valor {0} não é um dos aceitos"),
)


class BadBlueprint(Exception):
    """The file cannot be taken; the text says where, what and how to mend it."""


class Struct(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of the file: what it does not name is a mistake, not a wish."""


class Organisation(Struct, frozen=True):
    """The tenant: who writes, and in which role."""

    slug: Slug
    name: Text
    role: ActorRole
    document: Text
    address: Text
    contact: Text
    data_contact: Text
    whatsapp_approval: str = ""
    hours_profile: str = "standard"


class SendingNumber(Struct, frozen=True):
    """A number at the provider. Secrets stay in the environment: the file names the variables."""

    phone_number_id: Digits
    account_id: Digits
    display: Text
    app_secret_env: Text
    verify_token_env: Text
    tier_limit: Annotated[int, msgspec.Meta(ge=1)] | None = 250
    rate_per_second: Annotated[float, msgspec.Meta(gt=0, le=1000)] = 80


class Creditor(Struct, frozen=True):
    """Whose money it is, how late money grows, and what may be offered."""

    slug: Slug
    name: Text
    document: Text
    address: Text
    pix_key: Text
    pix_document: str = ""
    is_financial: bool = True
    multa_bps: Annotated[int, msgspec.Meta(ge=0, le=200)] = 200
    juros_bps_month: BasisPoints = 100
    offer_policy: OfferPolicy | None = None


class Template(Struct, frozen=True):
    """A template as it stands at the provider."""

    account_id: Digits
    name: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9_]{1,120}$")]
    category: Literal["UTILITY", "MARKETING", "AUTHENTICATION"]
    body: Annotated[str, msgspec.Meta(min_length=1, max_length=1024)]
    message_class: MessageClass
    status: Literal["APPROVED", "PENDING", "PAUSED", "REJECTED", "DISABLED"] = "PENDING"
    buttons: list[Annotated[str, msgspec.Meta(min_length=1, max_length=25)]] = []
    language: str = "pt_BR"


class Member(Struct, frozen=True):
    """Somebody who works here; the first password comes from the environment.

    `creditors` are the slugs of those whose portfolios a member with the role credor sees.
    """

    email: Annotated[str, msgspec.Meta(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]
    role: Role
    password_env: Text
    creditors: list[Text] = []


class Queue(Struct, frozen=True):
    """Where conversations wait for people; one without reasons takes what no other takes."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
    skill: Annotated[str, msgspec.Meta(max_length=40)] = ""
    reasons: list[Annotated[str, msgspec.Meta(pattern=r"^[a-z_]{1,40}$")]] = []
    answer_within_minutes: Annotated[int, msgspec.Meta(ge=1, le=10_080)] = 15


class Blueprint(Struct, frozen=True):
    """The whole file."""

    organisation: Organisation
    numbers: list[SendingNumber] = []
    creditors: list[Creditor] = []
    templates: list[Template] = []
    members: list[Member] = []
    queues: list[Queue] = []


def read_blueprint(text: str, environment: Mapping[str, str]) -> Blueprint:
    """Read and check a whole file, with the variables that it names.

    Raises:
        BadBlueprint: it is no YAML, something in it is wrong, or a variable is not set.
    """
    try:
        found = msgspec.convert(yaml.safe_load(text), Blueprint, strict=True)
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        where = f" na linha {mark.line + 1}" if mark else ""
        raise BadBlueprint(f"O arquivo não é YAML válido{where}.") from None
    except msgspec.ValidationError as problem:
        raise BadBlueprint(_in_portuguese(str(problem))) from None
    except (ValueError, TypeError, RecursionError):
        # Dates that no calendar has, keys that are no text, parts inside parts without end.
        raise BadBlueprint("O arquivo não é YAML que se possa ler.") from None
    if not _is_text(found):
        raise BadBlueprint("O arquivo tem um caractere que não é de texto algum.")
    problems = list(_problems(found, environment))
    if problems:
        raise BadBlueprint("\n".join(problems))
    return found


def _is_text(found: Blueprint) -> bool:
    """Tell whether a table can keep every text: YAML escapes half characters and NUL too."""
    try:
        return b"\\u0000" not in msgspec.json.encode(found)
    except UnicodeEncodeError:
        return False


def _in_portuguese(problem: str) -> str:
    place = re.search(_ROW, problem)
    what = re.sub(_ROW, "", problem)
    for pattern, words in _WORDS:
        match = re.fullmatch(pattern, what)
        if match:
            what = words.format(*match.groups())
            break
    return f"{place['place'] if place else 'arquivo'}: {what}."


def _problems(found: Blueprint, environment: Mapping[str, str]) -> Iterator[str]:
    yield from _documents("organisation.document", found.organisation.document)
    for place, creditor in enumerate(found.creditors):
        yield from _documents(f"creditors[{place}].document", creditor.document)
        if creditor.pix_document:
            yield from _documents(f"creditors[{place}].pix_document", creditor.pix_document)
        try:
            brcode.key_type(creditor.pix_key)
        except brcode.BrCodeError:
            yield f"creditors[{place}].pix_key: não é chave Pix (CPF, CNPJ, e-mail, +55…, UUID)."
    wanted = [
        (f"numbers[{i}].{name}", getattr(number, name))
        for i, number in enumerate(found.numbers)
        for name in ("app_secret_env", "verify_token_env")
    ]
    for place, member in enumerate(found.members):
        if member.creditors and member.role != "credor":
            yield f"members[{place}].creditors: só se liga a credores quem tem a função credor."
    wanted += [(f"members[{i}].password_env", m.password_env) for i, m in enumerate(found.members)]
    for where, variable in wanted:
        if not environment.get(variable):
            yield f"{where}: a variável {variable} não está definida no ambiente."


def _documents(where: str, text: str) -> Iterator[str]:
    if not documents.is_valid(text):
        yield f"{where}: não é um CPF ou CNPJ válido."

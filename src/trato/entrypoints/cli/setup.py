"""`trato setup FILE`: an organisation with numbers, creditors, templates and members, at once."""

import json
import sys
from pathlib import Path
from typing import Any

import click
import msgspec

from trato.entrypoints.cli.blueprint import BadBlueprint, Blueprint, read_blueprint
from trato.entrypoints.cli.house import housed
from trato.foundation import clock, documents, settings

_EXAMPLE = Path(__file__).with_name("example.yaml")


@click.command("setup", short_help="Cria uma organização e tudo de que ela precisa.")
@click.argument(
    "file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--example", is_flag=True, help="Imprime um arquivo de exemplo e termina.")
@click.option("--dry-run", is_flag=True, help="Confere o arquivo e não grava nada.")
@click.option("--json", "as_json", is_flag=True, help="Imprime um objeto JSON na saída padrão.")
def setup_command(file: Path | None, example: bool, dry_run: bool, as_json: bool) -> None:
    """Lê FILE (YAML) e cria o que falta; o que já existe fica como está.

    Segredos e senhas vêm do ambiente. Termina com 0 se tudo está em dia; 2 se o arquivo não serve.
    """
    if example:
        click.echo(_EXAMPLE.read_text(encoding="utf-8"), nl=False)
        return
    if file is None:
        raise click.UsageError("Diga o arquivo, ou peça um exemplo com --example.")
    try:
        text = file.read_text(encoding="utf-8")
        blueprint = read_blueprint(text, settings.process_environment())
    except UnicodeDecodeError:
        _refuse("O arquivo não é texto em UTF-8.", as_json)
    except BadBlueprint as problem:
        _refuse(str(problem), as_json)
    if dry_run:
        _tell({"dry_run": True, "organisation": blueprint.organisation.slug}, as_json)
        return
    _tell(housed(_build)(blueprint), as_json)


def _build(blueprint: Blueprint) -> dict[str, Any]:
    """Create what is missing; one transaction for everything inside the organisation."""
    from trato.book.organisations import create, keys
    from trato.book.organisations.read import by_slug
    from trato.foundation.tenancy import within

    wanted, at = blueprint.organisation, clock.now()
    created: list[str] = []
    known: list[str] = []
    organisation_id = by_slug(wanted.slug)
    if organisation_id is None:
        organisation_id = create.create_organisation(
            slug=wanted.slug,
            name=wanted.name,
            actor_role=wanted.role.value,
            document=documents.parse(wanted.document).value,
            address=wanted.address,
            contact=wanted.contact,
            data_contact=wanted.data_contact,
            whatsapp_approval=wanted.whatsapp_approval,
            hours_profile=wanted.hours_profile,
            at=at,
        )
        created.append(f"organisation {wanted.slug}")
    else:
        known.append(f"organisation {wanted.slug}")
    with within(organisation_id):
        for name, is_new in _inside(blueprint):
            (created if is_new else known).append(name)
    return {
        "organisation": wanted.slug,
        "created": created,
        "known": known,
        "webhooks": {
            "whatsapp": f"/webhooks/whatsapp/{wanted.slug}",
            "pix": f"/webhooks/pix/{wanted.slug}/{keys.webhook_token(wanted.slug)}",
        },
    }


def _inside(blueprint: Blueprint) -> list[tuple[str, bool]]:
    return [
        *_numbers(blueprint),
        *_creditors(blueprint),
        *_templates(blueprint),
        *_members(blueprint),
        *_queues(blueprint),
    ]


def _numbers(blueprint: Blueprint) -> list[tuple[str, bool]]:
    from trato.book.organisations import create, read

    environment, done = settings.process_environment(), []
    known = {number.phone_number_id for number in read.numbers()}
    for number in blueprint.numbers:
        is_new = number.phone_number_id not in known
        if is_new:
            try:
                create.add_number(
                    phone_number_id=number.phone_number_id,
                    account_id=number.account_id,
                    display=number.display,
                    app_secret=environment[number.app_secret_env],
                    verify_token=environment[number.verify_token_env],
                    tier_limit=number.tier_limit,
                    rate_per_second=number.rate_per_second,
                    at=clock.now(),
                )
            except create.NameTaken:
                raise click.ClickException(
                    f"O número {number.phone_number_id} já pertence a outra organização."
                ) from None
        done.append((f"number {number.phone_number_id}", is_new))
    return done


def _creditors(blueprint: Blueprint) -> list[tuple[str, bool]]:
    from trato.book.portfolios.create_creditor import create_creditor
    from trato.book.portfolios.read import all_creditors

    known = {creditor.slug for creditor in all_creditors()}
    for creditor in blueprint.creditors:
        policy = msgspec.to_builtins(creditor.offer_policy) if creditor.offer_policy else {}
        create_creditor(
            slug=creditor.slug,
            name=creditor.name,
            document=creditor.document,
            address=creditor.address,
            pix_key=creditor.pix_key,
            pix_document=creditor.pix_document,
            is_financial=creditor.is_financial,
            multa_bps=creditor.multa_bps,
            juros_bps_month=creditor.juros_bps_month,
            offer_policy=policy,
            at=clock.now(),
        )
    return [(f"creditor {c.slug}", c.slug not in known) for c in blueprint.creditors]


def _templates(blueprint: Blueprint) -> list[tuple[str, bool]]:
    from trato.book.organisations import create, read

    done = []
    known = {(t.account_id, t.name, t.language) for t in read.templates()}
    for template in blueprint.templates:
        is_new = (template.account_id, template.name, template.language) not in known
        if is_new:
            create.add_template(
                account_id=template.account_id,
                name=template.name,
                category=template.category,
                body=template.body,
                buttons=list(template.buttons),
                message_class=template.message_class.value,
                status=template.status,
                language=template.language,
                at=clock.now(),
            )
        done.append((f"template {template.name}", is_new))
    return done


def _members(blueprint: Blueprint) -> list[tuple[str, bool]]:
    from trato.book.organisations import create, read

    environment, done = settings.process_environment(), []
    known = {email for email, _role in read.members()}
    for member in blueprint.members:
        is_new = member.email not in known
        if is_new:
            password = environment[member.password_env]
            user_id = create.add_member(
                email=member.email, password=password, role=member.role
            )  # fmt: skip
            _bind(user_id, member.creditors)
        done.append((f"member {member.email}", is_new))
    return done


def _bind(user_id: int, slugs: list[str]) -> None:
    from trato.book.portfolios.bind_member import bind_member
    from trato.book.portfolios.read import all_creditors

    known = {creditor.slug: creditor.creditor_id for creditor in all_creditors()}
    unknown = [slug for slug in slugs if slug not in known]
    if unknown:
        raise click.ClickException(f"Não há o credor {unknown[0]}. Nada foi gravado.")
    if slugs:
        bind_member(user_id, creditor_ids=[known[s] for s in slugs], by=None, at=clock.now())


def _queues(blueprint: Blueprint) -> list[tuple[str, bool]]:
    from trato.casework.conversations.arrange_queue import keep_queue, queue_cards

    known = {queue.name for queue in queue_cards()}
    for queue in blueprint.queues:
        if queue.name not in known:
            keep_queue(
                None,
                name=queue.name,
                skill=queue.skill,
                reasons=queue.reasons,
                answer_within_minutes=queue.answer_within_minutes,
                by=None,
                at=clock.now(),
            )
    return [(f"queue {q.name}", q.name not in known) for q in blueprint.queues]


def _refuse(problem: str, as_json: bool) -> Any:
    if as_json:
        click.echo(json.dumps({"error": problem}, ensure_ascii=False))
    else:
        click.echo(problem, err=True)
    sys.exit(2)


def _tell(outcome: dict[str, Any], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(outcome, ensure_ascii=False))
        return
    if outcome.get("dry_run"):
        click.echo(f"O arquivo de {outcome['organisation']} está em ordem; nada foi gravado.")
        return
    for name in outcome["created"]:
        click.echo(f"criado      {name}")
    for name in outcome["known"]:
        click.echo(f"já existia  {name}")
    click.echo("Endereços para cadastrar na Meta e no PSP (o do Pix é secreto):")
    for path in outcome["webhooks"].values():
        click.echo(f"  https://SEU-ENDERECO{path}")

"""The long-running processes, each a command of its own, for one machine or for many."""

import contextlib

import click

from trato.entrypoints.cli.house import set_up_django
from trato.foundation import settings


@click.command("web", short_help="Processo web: webhooks, console.")
def web_command() -> None:
    """Atende webhooks e o console até receber SIGTERM."""
    _prepare()
    import uvicorn

    host, port = settings.web_address()
    uvicorn.run(
        "trato.entrypoints.asgi:application",
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=5,
    )


@click.command("worker", short_help="Processo de trabalho: respostas, cobranças, ondas.")
@click.option(
    "--only",
    multiple=True,
    type=click.Choice(["unpack", "answer", "issue", "poll", "tick"]),
    help="Só estes laços; sem a opção, todos. Pode haver vários processos de cada.",
)
def worker_command(only: tuple[str, ...]) -> None:
    """Desempacota webhooks, responde, emite cobranças e libera ondas até receber SIGTERM."""
    _prepare()
    from trato.entrypoints.worker.run import run_worker

    run_worker(only)


@click.command("dispatcher", short_help="Despachante: o único que fala com o provedor.")
def dispatcher_command() -> None:
    """Leva mensagens liberadas ao provedor até receber SIGTERM."""
    _prepare()
    from trato.entrypoints.worker.run import run_dispatcher

    run_dispatcher()


@click.command("migrate", short_help="Cria ou atualiza as tabelas (papel dono).")
def migrate_command() -> None:
    """Atualiza as tabelas e levanta os muros; precisa de TRATO_OWNER_DATABASE_URL."""
    if not settings.owner_database_url():
        raise click.ClickException("TRATO_OWNER_DATABASE_URL não está definida.")
    set_up_django()
    click.echo("Tabelas em dia.", err=True)


def _prepare() -> None:
    """Check settings and the database role before anything is served.

    Raises:
        SettingError: a setting is missing or wrong.
        RoleTooStrong: the database role is not held by the walls.
    """
    settings.check()
    set_up_django(migrate=False)
    from django.db import OperationalError

    from trato.foundation.walls import check_role

    # A database that is down now may come up later; the role is checked where it can be.
    with contextlib.suppress(OperationalError):
        check_role()

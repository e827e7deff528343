"""The long-running processes, each a command of its own, for one machine or for many."""

import sys

import click
import structlog

from trato.entrypoints.cli.house import set_up_django
from trato.foundation import logs, settings
from trato.foundation.crypto import read_master_key
from trato.foundation.meters import REGISTRY

_SWITCH_SECONDS = 0.0005


@click.command("web", short_help="Processo web: webhooks, console.")
def web_command() -> None:
    """Atende webhooks e o console até receber SIGTERM."""
    _prepare("web")
    from trato.entrypoints.ingest.app import application as ingest
    from trato.entrypoints.ops.webhooks import Webhooks

    REGISTRY.register(Webhooks(lambda: ingest.counts))
    host, port = settings.web_address()
    serve("trato.entrypoints.asgi:application", host=host, port=port)


def serve(application: str, *, host: str, port: int) -> None:
    """Serve an ASGI application, named as `module:name`, until SIGTERM."""
    import uvicorn

    # A view waits for the database dozens of times; whoever computes meanwhile, a list that is
    # drawn for a hundred pages above all, may not keep it waiting each time it comes back.
    sys.setswitchinterval(_SWITCH_SECONDS)
    from trato.entrypoints.impatient import CONNECTIONS_MAX, Impatient

    uvicorn.run(
        application,
        http=Impatient,
        ws="none",
        limit_concurrency=CONNECTIONS_MAX,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=5,
    )


@click.command("worker", short_help="Processo de trabalho: respostas, cobranças, ondas.")
@click.option(
    "--only",
    multiple=True,
    type=click.Choice(
        [
            "unpack",
            "answer",
            "issue",
            "poll",
            "tick",
            "archive",
            "watch",
            "retention",
            "copies",
            "notify",
        ]
    ),
    help="Só estes laços; sem a opção, todos. Pode haver vários processos de cada.",
)
def worker_command(only: tuple[str, ...]) -> None:
    """Desempacota webhooks, responde, emite cobranças e libera ondas até receber SIGTERM."""
    _prepare("worker")
    from trato.entrypoints.worker.run import run_worker

    run_worker(only)


@click.command("dispatcher", short_help="Despachante: o único que fala com o provedor.")
def dispatcher_command() -> None:
    """Leva mensagens liberadas ao provedor até receber SIGTERM."""
    _prepare("dispatcher")
    from trato.entrypoints.worker.run import run_dispatcher

    run_dispatcher()


@click.command("migrate", short_help="Cria ou atualiza as tabelas (papel dono).")
def migrate_command() -> None:
    """Atualiza as tabelas e levanta os muros; precisa de TRATO_OWNER_DATABASE_URL."""
    if not settings.owner_database_url():
        raise settings.SettingError("TRATO_OWNER_DATABASE_URL não está definida.")
    set_up_django()
    click.echo("Tabelas em dia.", err=True)


def _prepare(process: str) -> None:
    """Check settings, keys and the database role before anything is served.

    Raises:
        SettingError: a setting is missing or wrong.
        BadMasterKey: the master key is malformed, or not the one this database was sealed with.
        RoleTooStrong: the database role is not held by the walls.
    """
    settings.check()
    read_master_key(settings.master_key())
    logs.configure(process)
    set_up_django(migrate=False)
    from django.db import OperationalError, ProgrammingError, connections

    from trato.book.organisations import keys
    from trato.entrypoints.ops.serve import serve_beside
    from trato.foundation.walls import check_role

    # A database that is down, or not migrated yet, may come up later; what can be checked is.
    try:
        check_role()
        keys.check()
    except (OperationalError, ProgrammingError):
        structlog.get_logger(__name__).warning("database_not_ready")
    finally:
        connections.close_all()
    serve_beside()
    structlog.get_logger(__name__).info("started")


PROCESSES = {
    command.name: command
    for command in (web_command, worker_command, dispatcher_command, migrate_command)
}

"""`trato`: the command line. Others script against it; changing it needs a CHANGELOG line."""

import click

from trato.entrypoints.cli.demo import demo_command
from trato.entrypoints.cli.processes import (
    dispatcher_command,
    migrate_command,
    web_command,
    worker_command,
)

from trato.entrypoints.cli.up import up_command


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name=None, version="0.1.0", prog_name="trato")
def main() -> None:
    """Cobrança e atendimento por WhatsApp em que toda mensagem prova que podia ser enviada."""


for _command in (
    demo_command,
    web_command,
    worker_command,
    dispatcher_command,
    migrate_command,
    up_command,
):
    main.add_command(_command)

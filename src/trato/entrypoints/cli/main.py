"""`trato`: the command line. Others script against it; changing it needs a CHANGELOG line."""

import click

from trato import __version__
from trato.entrypoints.cli.bench.command import bench_command
from trato.entrypoints.cli.campaign import campaign_group
from trato.entrypoints.cli.demo import demo_command
from trato.entrypoints.cli.flow import flow_group
from trato.entrypoints.cli.house import housed
from trato.entrypoints.cli.import_ import import_command
from trato.entrypoints.cli.journal import journal_group
from trato.entrypoints.cli.keys import keys_group
from trato.entrypoints.cli.number import number_group
from trato.entrypoints.cli.processes import (
    dispatcher_command,
    migrate_command,
    web_command,
    worker_command,
)
from trato.entrypoints.cli.rules import rules_group
from trato.entrypoints.cli.sim import sim_command
from trato.entrypoints.cli.up import up_command
from trato.entrypoints.cli.why import why_command
from trato.foundation import logs
from trato.foundation.crypto import BadMasterKey, Undecipherable
from trato.foundation.embedded import DatabaseWouldNotStart
from trato.foundation.settings import SettingError
from trato.foundation.tenancy import RoleTooStrong


class House(click.Group):
    """Every command's last resort: a wrong setting is a sentence, not a traceback."""

    def invoke(self, context: click.Context) -> object:
        """Run a command, turning what the operator can mend into a clear error."""
        try:
            return super().invoke(context)
        except (SettingError, BadMasterKey, DatabaseWouldNotStart, RoleTooStrong) as problem:
            raise click.ClickException(str(problem)) from None
        except Undecipherable:
            raise click.ClickException(
                "Um valor cifrado não abre: TRATO_MASTER_KEY não é a chave com que este banco foi "
                "cifrado, ou o valor foi alterado. Use a chave guardada com a cópia de segurança."
            ) from None


@click.group(cls=House, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="trato")
def main() -> None:
    """Cobrança e atendimento por WhatsApp em que toda mensagem prova que podia ser enviada."""
    logs.configure()


if import_command.callback:
    import_command.callback = housed(import_command.callback)
for _command in (
    demo_command,
    up_command,
    import_command,
    campaign_group,
    number_group,
    rules_group,
    why_command,
    journal_group,
    flow_group,
    bench_command,
    sim_command,
    keys_group,
    web_command,
    worker_command,
    dispatcher_command,
    migrate_command,
):
    main.add_command(_command)

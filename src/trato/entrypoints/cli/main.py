"""`trato`: the command line. Others script against it; changing it needs a CHANGELOG line."""

from importlib import import_module

import click

from trato import __version__
from trato.entrypoints.cli.house import housed
from trato.foundation import logs
from trato.foundation.crypto import BadMasterKey, Undecipherable
from trato.foundation.embedded import DatabaseWouldNotStart
from trato.foundation.settings import SettingError
from trato.foundation.tenancy import RoleTooStrong

# Each command is loaded when it is called: a worker need not know what a benchmark needs.
_COMMANDS = {
    "demo": "demo:demo_command",
    "up": "up:up_command",
    "setup": "setup:setup_command",
    "import": "import_:import_command",
    "campaign": "campaign:campaign_group",
    "number": "number:number_group",
    "token": "token:token_group",
    "rules": "rules:rules_group",
    "why": "why:why_command",
    "journal": "journal:journal_group",
    "flow": "flow:flow_group",
    "bench": "bench.command:bench_command",
    "sim": "sim:sim_command",
    "keys": "keys:keys_group",
    "web": "processes:web_command",
    "worker": "processes:worker_command",
    "dispatcher": "processes:dispatcher_command",
    "migrate": "processes:migrate_command",
}
_HOUSED = frozenset({"import"})


class House(click.Group):
    """Every command's last resort: a wrong setting is a sentence, not a traceback."""

    def list_commands(self, context: click.Context) -> list[str]:
        """Return the names of all commands, for the help."""
        return sorted(_COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """Load one command, or return None where there is none of that name."""
        where = _COMMANDS.get(name)
        if where is None:
            return None
        module, attribute = where.split(":")
        command: click.Command = getattr(import_module(f"{__package__}.{module}"), attribute)
        if name in _HOUSED and command.callback and not hasattr(command.callback, "__wrapped__"):
            command.callback = housed(command.callback)
        return command

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

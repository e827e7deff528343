"""`trato`: the command line. Others script against it; changing it needs a CHANGELOG line."""

import click

from trato import __version__
from trato.foundation import logs
from trato.foundation.crypto import BadMasterKey, Undecipherable
from trato.foundation.embedded import DatabaseWouldNotStart
from trato.foundation.settings import SettingError
from trato.foundation.tenancy import RoleTooStrong

COMMANDS = (
    "bench", "campaign", "demo", "dispatcher", "evidence", "flow", "import", "journal", "keys",
    "migrate", "number", "rules", "setup", "sim", "token", "up", "web", "why", "worker",
)  # fmt: skip


class House(click.Group):
    """Every command's last resort: a wrong setting is a sentence, not a traceback."""

    def list_commands(self, context: click.Context) -> list[str]:
        """Return the names of all commands, for the help."""
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """Load one command, or return None where there is none of that name."""
        return _load(name) if name in COMMANDS else None

    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:
        """Refuse what the terminal sent in another encoding: no table and no output takes it."""
        for place, given in enumerate(args, start=1):
            if not _is_text(given):
                raise click.UsageError(
                    f"O argumento {place} tem bytes que não são UTF-8. Digite-o de novo; se é o "
                    "nome de um arquivo, renomeie o arquivo."
                )
        return super().parse_args(context, args)

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


def _is_text(given: str) -> bool:
    try:
        given.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in given


def _load(name: str) -> click.Command:
    """Load a command when it is called: a worker need not know what a benchmark needs."""
    match name:
        case "demo":
            from trato.entrypoints.cli.demo import demo_command as command
        case "up":
            from trato.entrypoints.cli.up import up_command as command
        case "setup":
            from trato.entrypoints.cli.setup import setup_command as command
        case "import":
            from trato.entrypoints.cli.import_ import housed_import_command as command
        case "web" | "worker" | "dispatcher" | "migrate":
            from trato.entrypoints.cli.processes import PROCESSES

            return PROCESSES[name]
        case "why":
            from trato.entrypoints.cli.why import why_command as command
        case "bench":
            from trato.entrypoints.cli.bench.command import bench_command as command
        case _:
            return _load_group(name)
    return command


def _load_group(name: str) -> click.Group:
    match name:
        case "campaign":
            from trato.entrypoints.cli.campaign import campaign_group as group
        case "number":
            from trato.entrypoints.cli.number import number_group as group
        case "rules":
            from trato.entrypoints.cli.rules import rules_group as group
        case "journal":
            from trato.entrypoints.cli.journal import journal_group as group
        case "evidence":
            from trato.entrypoints.cli.evidence import evidence_group as group
        case "flow":
            from trato.entrypoints.cli.flow import flow_group as group
        case "token":
            from trato.entrypoints.cli.token import token_group as group
        case "keys":
            from trato.entrypoints.cli.keys import keys_group as group
        case _:
            from trato.entrypoints.cli.sim import sim_command as group
    return group

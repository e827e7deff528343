"""The suites by name. Each lives in a file of its own with one function, `measure`."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from keyword import iskeyword
from types import ModuleType

from trato.entrypoints.cli.bench.report import Measured

Tell = Callable[[str], None]

SUITES = {
    "crash": "kill -9 sob carga, contado dos dois lados: nada em dobro, nada perdido",
    "dispatch": "quantas mensagens por segundo um despachante leva ao provedor",
    "gate": "quantas decisões por segundo, ao lado de dois motores de regras",
    "import": "quantas linhas conferidas por segundo, e quanta memória",
    "ingest": "quantos webhooks assinados por segundo um processo guarda antes do 200",
    "journal": "quantos fatos por segundo a conferência da corrente vê",
    "reply": "da mensagem da pessoa à resposta do robô no provedor",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How long a suite may take, and whom to tell how far it is."""

    tell: Tell
    seconds: float | None = None
    is_quick: bool = False
    is_full: bool = False
    kills: int | None = None
    seed: int = 7

    def choose(self, usual: float, *, quick: float) -> float:
        """Return the seconds asked for, else the usual or the quick ones."""
        if self.seconds is not None:
            return self.seconds
        return quick if self.is_quick else usual


def module(name: str) -> ModuleType:
    """Return a suite's file; loaded on demand, since most commands measure nothing."""
    # `import` is a word of the language: its file has another name.
    return import_module(f"{__package__}.{name}_" if iskeyword(name) else f"{__package__}.{name}")


def suite(name: str) -> Callable[[Effort], Measured]:
    """Return a suite's `measure`."""
    measure: Callable[[Effort], Measured] = module(name).measure
    return measure

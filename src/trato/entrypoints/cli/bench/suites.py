"""The suites by name. Each lives in a file of its own with one function, `measure`."""

from types import ModuleType

SUITES = {
    "crash": "kill -9 sob carga, contado dos dois lados: nada em dobro, nada perdido",
    "desk": "em quanto tempo a mesa vê o que se escreve, com 200 atendentes ligados",
    "dispatch": "quantas mensagens por segundo um despachante leva ao provedor",
    "gate": "quantas decisões por segundo, ao lado de dois motores de regras",
    "import": "quantas linhas conferidas por segundo, e quanta memória",
    "ingest": "quantos webhooks assinados por segundo um processo guarda antes do 200",
    "journal": "quantos fatos por segundo a conferência da corrente vê",
    "monitor": "quantas mensagens por segundo um núcleo olha, com 2 000 expressões",
    "monitoring": "precisão e cobertura dos léxicos, e em quanto tempo o alerta chega",
    "search": "quanto demora uma busca em um milhão de mensagens, dentro dos muros",
    "reply": "da mensagem da pessoa à resposta do robô no provedor",
}


def module(name: str) -> ModuleType:
    """Return a suite's file; loaded on demand, since most commands measure nothing."""
    from trato.entrypoints.cli.bench import (
        crash,
        desk,
        dispatch,
        gate,
        import_,
        ingest,
        journal,
        monitor,
        monitoring,
        reply,
        search,
    )

    return {
        "crash": crash,
        "desk": desk,
        "dispatch": dispatch,
        "gate": gate,
        "import": import_,
        "ingest": ingest,
        "journal": journal,
        "monitor": monitor,
        "monitoring": monitoring,
        "reply": reply,
        "search": search,
    }[name]

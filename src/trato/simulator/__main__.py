"""`python -m trato.simulator [whatsapp|psp|people]`: the world without the product around it."""

import argparse
import sys

from trato.foundation import logs
from trato.foundation.settings import SettingError
from trato.simulator.people.populate import NoWorld, Wanted, populate
from trato.simulator.run import PortTaken, serve
from trato.simulator.world import EVERYTHING, PSP, WHATSAPP

_PARTS = {
    "whatsapp": ("A Cloud API do WhatsApp.", frozenset({WHATSAPP})),
    "psp": ("Um PSP com a API Pix do Bacen.", frozenset({PSP})),
}


def main(arguments: list[str] | None = None) -> None:
    """Read the options and serve; ends with 2 when the port is taken or the usage is wrong."""
    parser = argparse.ArgumentParser(
        prog="python -m trato.simulator",
        description="O mundo de fora, simulado: WhatsApp, PSP e pessoas. Sem subcomando, tudo.",
    )
    _listening(parser)
    parts = parser.add_subparsers(dest="part", metavar="{whatsapp,psp,people}")
    for name, (words, _) in _PARTS.items():
        _listening(parts.add_parser(name, help=words, description=words))
    _moving_in(parts.add_parser("people", help="Põe pessoas num mundo que já está no ar."))
    options = parser.parse_args(arguments)
    logs.configure("sim")
    try:
        if options.part == "people":
            _people(options)
        else:
            serves = _PARTS[options.part][1] if options.part else EVERYTHING
            serve(options.host, options.port, options.seed, serves)
    except (PortTaken, NoWorld, SettingError) as problem:
        print(f"Erro: {problem}", file=sys.stderr)
        sys.exit(2)


def _listening(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8900)
    parser.add_argument("--seed", type=int, default=7, help="a mesma semente, as mesmas pessoas")


def _moving_in(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--url", default="http://127.0.0.1:8900", help="o mundo")
    parser.add_argument("--count", type=int, default=10)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--persona", default="", help="um só temperamento; sem isto, todos")
    parser.add_argument("--writes-first-to", default="", metavar="PHONE_NUMBER_ID")


def _people(options: argparse.Namespace) -> None:
    wanted = Wanted(
        count=options.count,
        seed=options.seed,
        persona=options.persona,
        writes_first_to=options.writes_first_to,
    )
    for line in populate(options.url, wanted):
        print(line)


if __name__ == "__main__":
    main()

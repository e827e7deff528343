"""`trato sim`: the simulated outside world as a server of its own."""

import click


@click.command("sim", short_help="O mundo de fora, simulado: WhatsApp, PSP e pessoas.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8900, show_default=True)
@click.option("--seed", default=7, show_default=True, help="A mesma semente, as mesmas pessoas.")
def sim_command(host: str, port: int, seed: int) -> None:
    """Atende a Cloud API, a API Pix do Bacen e as pessoas simuladas até receber SIGTERM."""
    from trato.simulator.run import serve

    click.echo(f"Mundo simulado em http://{host}:{port} (livros em /_sim/books)", err=True)
    serve(host, port, seed)

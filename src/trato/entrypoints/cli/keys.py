"""`trato keys`: makes keys; never prints one that is in use."""

import click

from trato.foundation.crypto import new_master_key


@click.group("keys", short_help="Chaves do cofre.")
def keys_group() -> None:
    """Chaves: a chave mestra cifra a chave de cada organização."""


@keys_group.command("new", short_help="Gera uma chave mestra nova.")
def new_command() -> None:
    """Imprime uma chave mestra nova (32 bytes em base64) para TRATO_MASTER_KEY. Guarde-a bem."""
    click.echo(new_master_key())

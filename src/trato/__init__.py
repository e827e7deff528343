"""Trato: collecting and serving over WhatsApp, with proof that every message was allowed."""

__version__ = "0.1.0"

"""Inbound handling, dispatch and timers as processes. Start at run.py."""

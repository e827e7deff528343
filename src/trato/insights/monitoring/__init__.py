"""Watches what was written, both ways: lexicons, findings, alerts and what people made of them.

Reads everything, writes only its own tables, stops nothing. Start at `watch.py`.
"""

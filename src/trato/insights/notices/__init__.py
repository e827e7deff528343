"""Tells people and systems outside that something happened: by e-mail and by signed webhook.

A notice names things by id and never carries personal data. Start at `tell.py`.
"""

"""Threads with people: what came in, in order, and who answers.

Start at `receive.py`.
"""

"""When people answer, and what those who were answered thought of it; not who answers.

Start at `rules.py`.
"""

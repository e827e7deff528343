"""Copies of what was said that hold up outside: a thread as pages to read and as lines to check.

Start at `export.py`; `check.py` checks a copy with nothing but the file. Chats brought in from
outside are in `archive/`.
"""

"""Tenants: their role towards the debt, keys, sending numbers, templates and members.

Start at `read.py`; `create.py` makes one.
"""

"""Charges at the PSP, payments and their allocation to instalments and debts.

Start at `issue.py`, then `settle.py`. Says nothing to anybody: speakers are told by hooks.
"""

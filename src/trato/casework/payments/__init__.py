"""Charges at the PSP, payments and their allocation to instalments.

Start at `issue.py`, then `settle.py`.
"""

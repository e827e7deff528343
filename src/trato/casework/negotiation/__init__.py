"""Offers, agreements, instalments and promises. The arithmetic is pure, in `terms/`.

Start at `propose.py`.
"""

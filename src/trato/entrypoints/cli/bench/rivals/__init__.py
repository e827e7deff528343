"""Twelve of our rules, and the same twelve written for two rule engines. Start at `twelve.py`.

The engines are development dependencies: where they are not installed, nothing is compared.
"""

"""Campaigns: a frozen audience, a plan with its refusals, release in waves.

Start at `plan.py`.
"""

"""KPIs with numerator, denominator and window. Not the figures of one campaign: those are its own.

Start at funnel.py.
"""

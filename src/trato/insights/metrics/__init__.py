"""KPIs with numerator, denominator and window. Start at `funnel.py`."""

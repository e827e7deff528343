"""Outbound messages as rows with states, and the only way out of the house.

Start at `submit.py`, then `dispatch.py`.
"""

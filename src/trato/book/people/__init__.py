"""Persons and their contact points: identity sealed at rest, provenance and state of each point.

Start at `read.py`.
"""

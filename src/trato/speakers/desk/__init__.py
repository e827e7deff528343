"""Human agents as speakers: what they type goes through the same door as everything else.

Start at `reply.py`.
"""

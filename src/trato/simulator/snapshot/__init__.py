"""The whole state of the world as one JSON document, and back. Start at `freeze.py`.

Nothing is executed on the way back: only classes of the simulator are built again.
"""

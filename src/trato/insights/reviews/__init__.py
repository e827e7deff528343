"""Ended conversations drawn by lot for a supervisor to read, and what they thought of them."""

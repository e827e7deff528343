"""Bacen's Pix API at a PSP: charges out, settlements in. Start at `client.py`."""

"""A Pix provider that answers the Banco Central's API Pix 2.9.0, gets paid, and tells about it.

Start at `routes.py`; charges and what they are worth on a day are in `charges.py`.
"""

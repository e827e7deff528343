"""Other programs as speakers: what a CRM or an ERP wants said goes through the same door.

Start at `send.py`.
"""

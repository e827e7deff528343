"""E-mail over SMTP. Start at `mail.py`."""

"""The pages, one file per place. Start at dashboard.py."""

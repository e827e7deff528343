"""The command line: a contract others script against. Start at main.py."""

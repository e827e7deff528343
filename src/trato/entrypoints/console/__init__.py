"""The desk in the browser, pt-BR first. Not the public pages, not the API.

Start at urls.py; every view runs inside one organisation through entered.py.
"""

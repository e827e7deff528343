"""The desk in the browser, pt-BR first. Start at urls.py."""

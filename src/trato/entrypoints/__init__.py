"""How the world reaches us: webhooks, console, worker, command line."""

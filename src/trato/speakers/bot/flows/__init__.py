"""The conversations as data (YAML, pt-BR) and their loader. No logic. Start at `cobranca.yaml`."""

"""Files as they are kept: in parts, each sealed with its place; whose they are, others know."""

"""How we reach the world: one folder per provider, unaware of each other."""

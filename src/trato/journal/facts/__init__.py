"""The facts that can be journaled: one file per family, each fact a frozen class."""

"""Recorded inputs of decisions, to measure and to compare with."""

"""The world's own handles, under /_sim: one file per thing a person or a test may turn."""

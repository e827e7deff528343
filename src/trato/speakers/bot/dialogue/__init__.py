"""What to answer, decided purely: state and words in, state and intents out.

Not here: sending, storing, clocks. Start at `step.step`; nouns in `values`; flows in `flow`.
"""

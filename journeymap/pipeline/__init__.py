"""The order of the steps, one run a file. Nothing else knows it, and nothing is imported here: `check` must start without the engine."""

"""What is told of one subject beyond the touchpoints: one module each, with the models of its finished numbers, and nothing else.

To add one: write a module here with models made of `journeymap.quantities`, a module beside `journeymap.figures` with a function
`tell(seen: Behaviour, min_group: int, ...)` that makes them, name the model as a field of `Report`, and write the section that tells it to
people in `journeymap.sections`. The two are apart because `check` knows the models and must not import numpy and DuckDB.
"""

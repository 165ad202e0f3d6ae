"""What is told of one subject beyond the touchpoints: one module each, with the models of its finished numbers.

To add one: write a module here with models made of `journeymap.quantities`, a function `tell(seen: Behaviour, min_group: int)` that returns them in a
module of its own beside `figures` (models are read by commands that measure nothing, and must not need an engine), name its model as a field of `Report`,
and write the section that tells it to people in `journeymap.sections`.
"""

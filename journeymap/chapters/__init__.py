"""What is told of one subject beyond the touchpoints: one module each, with the models of its finished numbers and the function that makes them.

To add one: write a module here with models made of `journeymap.quantities` and a function `tell(seen: Behaviour, min_group: int)` that returns
them, name its model as a field of `Report`, and write the section that tells it to people in `journeymap.sections`.
"""

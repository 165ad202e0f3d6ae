"""The parts of the journey language that `journeymap.model` is made of: one kind of statement a file."""

"""A few of many things, the same few whatever the order in which they come."""

from dataclasses import dataclass

import numpy as np

from journeymap.sorting import Ints, changes


@dataclass(frozen=True)
class Sample:
    """Of each label at most `size` different codes, the least ones: of codes that are hashes, a choice that favours nothing. Two arrays in order. Adds up."""

    size: int
    labels: Ints
    codes: Ints

    def __add__(self, other: "Sample") -> "Sample":
        labels = np.concatenate((self.labels, other.labels))
        return sample(self.size, labels, np.concatenate((self.codes, other.codes)))

    def of(self, label: int) -> list[int]:
        """The codes of a label."""
        found: list[int] = self.codes[self.labels == label].tolist()
        return found


def sample(size: int, labels: Ints, codes: Ints) -> Sample:
    """The sample of labels and codes."""
    order = np.lexsort((codes, labels))
    labels, codes = labels[order].astype(np.int64), codes[order].astype(np.int64)
    new = changes(labels, codes)
    labels, codes = labels[new], codes[new]
    rank = np.arange(len(labels)) - np.searchsorted(labels, labels)
    return Sample(size, labels[rank < size], codes[rank < size])

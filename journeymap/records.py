"""Rows of the log and answers of whole customers, as parallel arrays."""

from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from journeymap.binding import Role
from journeymap.sorting import Flags, Ints, changes, is_constant, order_of, picked, sorted_columns

Reals = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Rows:
    """Bound rows and in-log answers as parallel arrays; `case` is a case key's code, or -1 where the log has no case column.

    `order` holds the order columns' numbers, one array each; without any the time orders. `time` is in microseconds since 1970 (UTC) or `NO_TIME`.
    `survey` is the number of an answer's survey, or of a signal's set of touchpoints, else -1; `channel` the one that the row itself names, else -1.
    `remark` is the code of an answer's comment in words, or -1 where there is none, and where nobody asks for it.
    `kind` is the code of what the row says in the column by which funnels are broken down, -1 where nobody asks.
    """

    customer: Ints
    case: Ints
    touchpoint: Ints
    role: Ints
    time: Ints
    survey: Ints
    value: Reals
    weight: Reals
    channel: Ints
    remark: Ints
    kind: Ints
    order: tuple[Ints, ...]

    def __len__(self) -> int:
        return len(self.customer)

    def at(self, index: Any) -> "Rows":
        """The rows at an index, a mask or a slice."""
        customer = self.customer[index]
        plain = {name: picked(getattr(self, name), index, len(customer)) for name in _PLAIN if name != "customer"}
        return Rows(
            customer=customer, **plain, order=tuple(picked(column, index, len(customer)) for column in self.order)
        )

    def arranged(self) -> "Rows":
        """The rows in their order."""
        place = (self.customer, self.case, *self.order, self.time, self.touchpoint)
        keys = (*place, self.role, self.channel, self.survey, self.kind)
        answered = not is_constant(self.value)
        columns = None if answered else sorted_columns(keys)
        if columns is None:
            values = (np.unique(self.value, return_inverse=True)[1],) if answered else ()
            return self.at(order_of((*keys, *values)))
        customer, case, *order, time, touchpoint, role, channel, survey, kind = columns
        return replace(
            self,
            customer=customer,
            case=case,
            touchpoint=touchpoint,
            role=role,
            time=time,
            survey=survey,
            channel=channel,
            kind=kind,
            order=tuple(order),
        )

    def of_role(self, role: Role) -> "Rows":
        """The rows of a role."""
        chosen = self.role == role
        return self if chosen.all() else self.at(np.flatnonzero(chosen))

    def across_cases(self) -> Ints:
        """The index that puts the rows in the order of the time, whatever their case: cases of one customer can overlap."""
        return order_of((self.customer, self.time, *self.order, self.touchpoint, self.channel))

    @cached_property
    def new_group(self) -> Flags:
        """Where another customer, or another case key, begins."""
        return changes(self.customer, self.case)

    @cached_property
    def group(self) -> Ints:
        """A running number of (customer, case key), from 0."""
        return np.cumsum(self.new_group) - 1


_PLAIN = tuple(field.name for field in fields(Rows) if field.name != "order")


@dataclass(frozen=True)
class Own:
    """Answers from files of their own: parallel arrays. `asked` is the touchpoint that the answer itself names, or -1; `group` codes are those of `Rows`."""

    customer: Ints
    case: Ints
    time: Ints
    survey: Ints
    value: Reals
    weight: Reals
    asked: Ints
    remark: Ints

    def __len__(self) -> int:
        return len(self.customer)

    def at(self, index: Any) -> "Own":
        """The answers at an index, a mask or a slice."""
        return Own(**{field.name: getattr(self, field.name)[index] for field in fields(self)})


_NONE: Any = np.zeros(0, dtype=np.int64)
_REAL = {"value": np.zeros(0), "weight": np.zeros(0)}
NO_ROWS = Rows(**{name: _REAL.get(name, _NONE) for name in _PLAIN}, order=())
NO_ANSWERS = Own(**{field.name: _REAL.get(field.name, _NONE) for field in fields(Own)})

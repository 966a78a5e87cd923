"""Why an attempt was given these questions and no others. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lms.assessments.draws import draw_slots
from lms.assessments.kinds.item import Item
from lms.assessments.paper import Group, Paper, Slot


@dataclass(frozen=True)
class Candidate:
    """A question that a group could give; `place` is where it stands in the attempt, None if it
    was not drawn. `facts` are the keys of the facts that keep it out today as well."""

    item: Item
    place: int | None
    is_left_out: bool
    facts: tuple[str, ...]


@dataclass(frozen=True)
class GroupDraw:
    """One line of the paper: so many were to be taken of these."""

    group: Group
    candidates: tuple[Candidate, ...]

    @property
    def section(self) -> int | None:
        return self.group.section

    @property
    def drawn(self) -> int:
        return sum(one.place is not None for one in self.candidates)

    @property
    def is_fixed(self) -> bool:
        """Whether chance had nothing to decide."""
        return not self.group.is_pool and self.group.take >= len(self.group.questions)


@dataclass(frozen=True)
class Explanation:
    """`is_repeatable` when the seed gives these very questions, orders and values again."""

    groups: tuple[GroupDraw, ...]
    is_repeatable: bool


def explain(
    paper: Paper,
    slots: Sequence[Slot],
    seed: int,
    left_out: Collection[int],
    due: Mapping[int, Collection[str]],
) -> Explanation:
    """How `slots` came about; `due` are the facts that keep questions out today, by version."""
    places = {slot.question: place for place, slot in enumerate(slots, 1)}
    groups = tuple(
        GroupDraw(group, tuple(_candidates(paper, group, places, left_out, due)))
        for group in paper.groups
    )
    return Explanation(groups, draw_slots(paper, seed, left_out) == tuple(slots))


def _candidates(
    paper: Paper,
    group: Group,
    places: Mapping[int, int],
    left_out: Collection[int],
    due: Mapping[int, Collection[str]],
) -> Iterator[Candidate]:
    for one in group.questions:
        is_left_out = group.is_pool and one in left_out
        facts = tuple(sorted(due.get(one, ()))) if is_left_out else ()
        yield Candidate(paper.items[one], places.get(one), is_left_out, facts)

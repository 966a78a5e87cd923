"""Why an attempt was given these questions and no others. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lms.assessments.draws import chosen_by_group, draw_slots
from lms.assessments.kinds.item import Item
from lms.assessments.paper import Group, Paper, Slot


@dataclass(frozen=True)
class Candidate:
    """A question that a group could give.

    `place` is where the group put it into the attempt, None if it was not drawn here; it may have
    been asked elsewhere. `facts` are the keys of the facts that keep it out today as well.
    """

    item: Item
    place: int | None
    is_elsewhere: bool
    is_left_out: bool
    facts: tuple[str, ...]


@dataclass(frozen=True)
class GroupDraw:
    """What was to be chosen from, and what was chosen. `is_fixed` when chance decided nothing."""

    candidates: tuple[Candidate, ...]
    section: int | None
    is_pool: bool
    is_fixed: bool

    @property
    def drawn(self) -> int:
        return sum(one.place is not None for one in self.candidates)


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
    chosen = chosen_by_group(paper, seed, left_out)
    groups = [
        _draw(group, tuple(_candidates(paper, group, questions, places, left_out, due)))
        for group, questions in zip(paper.groups, chosen, strict=True)
    ]
    return Explanation(tuple(_together(groups)), draw_slots(paper, seed, left_out) == tuple(slots))


def _draw(group: Group, candidates: tuple[Candidate, ...]) -> GroupDraw:
    is_fixed = not group.is_pool and group.take >= len(group.questions)
    return GroupDraw(candidates, group.section, group.is_pool, is_fixed)


def _candidates(
    paper: Paper,
    group: Group,
    chosen: Collection[int],
    places: Mapping[int, int],
    left_out: Collection[int],
    due: Mapping[int, Collection[str]],
) -> Iterator[Candidate]:
    for one in group.questions:
        is_left_out = group.is_pool and one in left_out
        yield Candidate(
            item=paper.items[one],
            place=places.get(one) if one in chosen else None,
            is_elsewhere=one in places and one not in chosen,
            is_left_out=is_left_out,
            facts=tuple(sorted(due.get(one, ()))) if is_left_out else (),
        )


def _together(groups: Sequence[GroupDraw]) -> Iterator[GroupDraw]:
    """Questions that everybody gets, one after the other in a section, are told together."""
    run: list[GroupDraw] = []
    for group in groups:
        if run and not (group.is_fixed and run[-1].is_fixed and group.section == run[-1].section):
            yield _joined(run)
            run = []
        run.append(group)
    if run:
        yield _joined(run)


def _joined(run: Sequence[GroupDraw]) -> GroupDraw:
    candidates = tuple(one for group in run for one in group.candidates)
    return GroupDraw(candidates, run[0].section, run[0].is_pool, run[0].is_fixed)

"""What chance decides in an attempt, on the server, from a seed that is stored with it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from random import Random  # noqa: TID251 - not a secret: the seed is, and it comes from `secrets`

from lms.assessments.kinds.item import Draw
from lms.assessments.paper import Group, Paper, Slot


def draw_slots(paper: Paper, seed: int, left_out: Collection[int] = ()) -> tuple[Slot, ...]:
    """The questions of one attempt in the order they are asked; the same seed draws the same.

    `left_out` are questions that no pool may give for now; a pool that is too small then gives all
    that it has. No question is asked twice: pools draw after what is listed by name, in their
    order, from what is left.
    """
    chosen = [
        (question, group)
        for group, questions in zip(
            paper.groups, chosen_by_group(paper, seed, left_out), strict=True
        )
        for question in questions
    ]
    if paper.settings.shuffle:
        chosen = list(_shuffled(chosen, paper, Random(f"{seed}:order")))  # noqa: S311 - as above
    return tuple(
        Slot(one, draw_one(paper, seed, one), group.mark, group.section) for one, group in chosen
    )


def chosen_by_group(
    paper: Paper, seed: int, left_out: Collection[int] = ()
) -> tuple[list[int], ...]:
    """The questions that each group of the paper gives, in the author's order."""
    chosen: dict[int, list[int]] = {}
    given: set[int] = set()
    for place in sorted(range(len(paper.groups)), key=lambda one: paper.groups[one].is_pool):
        chance = Random(f"{seed}:group:{place}")  # noqa: S311 - as above
        chosen[place] = _chosen(paper.groups[place], {*left_out, *given}, chance)
        given.update(chosen[place])
    return tuple(chosen[place] for place in range(len(paper.groups)))


def draw_one(paper: Paper, seed: int, question: int) -> Draw:
    """What chance decides within one question; the same seed decides the same."""
    chance = Random(f"{seed}:{question}")  # noqa: S311 - as above
    return paper.items[question].draw(chance, paper.settings.shuffle_choices)


def _chosen(group: Group, left_out: Collection[int], chance: Random) -> list[int]:
    """So many of the group, in the author's order."""
    there = [one for one in group.questions if not (group.is_pool and one in left_out)]
    taken = set(chance.sample(there, min(group.take, len(there))))
    return [question for question in there if question in taken]


def _shuffled(
    chosen: list[tuple[int, Group]], paper: Paper, chance: Random
) -> Iterator[tuple[int, Group]]:
    """Shuffled within each section; what only tells something stays before what it stood before."""
    for part in _runs(chosen, paper):
        heads = [one for one in part if not paper.items[one[0]].is_answerable]
        asked = [one for one in part if paper.items[one[0]].is_answerable]
        chance.shuffle(asked)
        yield from heads + asked


def _runs(chosen: list[tuple[int, Group]], paper: Paper) -> Iterator[list[tuple[int, Group]]]:
    """The stretches that may be shuffled: a section, or what follows a text within it."""
    run: list[tuple[int, Group]] = []
    for one in chosen:
        is_text = not paper.items[one[0]].is_answerable
        if run and (is_text or one[1].section != run[-1][1].section):
            yield run
            run = []
        run.append(one)
    if run:
        yield run

"""What chance decides in an attempt, on the server, from a seed that is stored with it."""

from __future__ import annotations

from random import Random  # noqa: TID251 - not a secret: the seed is, and it comes from `secrets`

from lms.assessments.paper import Group, Paper, Slot


def draw_slots(paper: Paper, seed: int) -> tuple[Slot, ...]:
    """The questions of one attempt in the order they are asked; the same seed draws the same."""
    shuffle = paper.settings.shuffle
    chosen = [
        question
        for place, group in enumerate(paper.groups)
        for question in _chosen(group, Random(f"{seed}:group:{place}"))  # noqa: S311 - as above
    ]
    if shuffle:
        Random(f"{seed}:order").shuffle(chosen)  # noqa: S311 - as above
    return tuple(
        Slot(one, paper.items[one].draw(Random(f"{seed}:{one}"), shuffle))  # noqa: S311 - as above
        for one in chosen
    )


def _chosen(group: Group, chance: Random) -> list[int]:
    """So many of the group, in the author's order."""
    taken = set(chance.sample(group.questions, group.take))
    return [question for question in group.questions if question in taken]

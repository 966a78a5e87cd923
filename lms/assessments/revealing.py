"""Of all that could be said about an answer, what may be seen. Pure; templates decide nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from lms.assessments.kinds.item import Explained, ExplainedOption, ExplainedPart
from lms.assessments.review import Aspect

Aspects = frozenset[Aspect]


def revealed(explained: Explained, aspects: Aspects) -> Explained:
    """What of it these aspects let be seen; what is kept back is empty or None."""
    return replace(
        explained,
        options=tuple(_options(explained.options, aspects)),
        parts=tuple(_part(part, aspects) for part in explained.parts),
        given=explained.given if Aspect.RESPONSE in aspects else (),
        right=explained.right if Aspect.KEY in aspects else (),
        remark=explained.remark if Aspect.FEEDBACK in aspects else {},
        feedback=explained.feedback if Aspect.FEEDBACK in aspects else {},
    )


def while_trying(explained: Explained, aspects: Aspects, *, is_right: bool) -> Explained:
    """The same for somebody who may try again: why the answer is right would give it away, so that
    comes once they have it, or with the key."""
    shown = revealed(explained, aspects)
    return shown if is_right or Aspect.KEY in aspects else replace(shown, feedback={})


def _options(options: Iterable[ExplainedOption], aspects: Aspects) -> Iterable[ExplainedOption]:
    """Whether an option was right is the key, but for the learner's own: that is correctness."""
    for option in options:
        is_own = option.is_chosen and Aspect.CORRECTNESS in aspects and Aspect.RESPONSE in aspects
        yield replace(
            option,
            is_chosen=option.is_chosen and Aspect.RESPONSE in aspects,
            is_right=option.is_right if is_own or Aspect.KEY in aspects else None,
            feedback=option.feedback if Aspect.FEEDBACK in aspects else {},
        )


def _part(part: ExplainedPart, aspects: Aspects) -> ExplainedPart:
    return replace(
        part,
        given=part.given if Aspect.RESPONSE in aspects else (),
        right=part.right if Aspect.KEY in aspects else (),
        is_right=part.is_right if Aspect.CORRECTNESS in aspects else None,
        feedback=part.feedback if Aspect.FEEDBACK in aspects else {},
    )

"""What is done with members: a module for each part of the work, all of it callable from here."""

from lms.members.actions.accounts import NewMember, agree, create_member, sign_up
from lms.members.actions.forgetting import forget_what_ran_out
from lms.members.actions.office import (
    block,
    give_role,
    hand_over_code,
    link_external_number,
    reset_second_factor,
    take_role,
    unblock,
)
from lms.members.actions.profile import (
    change_contact,
    change_locale,
    change_name,
    change_password,
    confirm_name,
)
from lms.members.actions.recovery import ask_reset, claim, reset_password
from lms.members.actions.signing_in import (
    Browser,
    Entry,
    answer_second_step,
    end_other_sign_ins,
    end_sign_ins,
    enter,
    open_sign_in,
    sign_out,
    whose_password,
)

__all__ = [
    "Browser",
    "Entry",
    "NewMember",
    "agree",
    "answer_second_step",
    "ask_reset",
    "block",
    "change_contact",
    "change_locale",
    "change_name",
    "change_password",
    "claim",
    "confirm_name",
    "create_member",
    "end_other_sign_ins",
    "end_sign_ins",
    "enter",
    "forget_what_ran_out",
    "give_role",
    "hand_over_code",
    "link_external_number",
    "open_sign_in",
    "reset_password",
    "reset_second_factor",
    "sign_out",
    "sign_up",
    "take_role",
    "unblock",
    "whose_password",
]

"""The pages about members."""

from lms.members.views import office, profile, recovery, signing_in, signing_up
from lms.members.views.room import bp

__all__ = ["bp", "office", "profile", "recovery", "signing_in", "signing_up"]

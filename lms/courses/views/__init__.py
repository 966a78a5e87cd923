"""The pages of courses: for those who learn, and for those who write."""

from lms.courses.views.authoring import bp as authoring
from lms.courses.views.learning import bp as learning

blueprints = (learning, authoring)

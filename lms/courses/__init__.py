"""Courses: writing, publishing and learning them. Knows no quiz; upper rooms bring their blocks."""

"""Certificates: the frozen record of what was earned, its PDF, and the page that proves it."""

"""Benchmarks: a command each, ratios against a baseline in the same run."""

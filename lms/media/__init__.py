"""Files that people give us: what they are, where they lie, and how they are given out safely."""

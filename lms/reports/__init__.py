"""Pages that gather from every room: the first page, home, my record, an instructor's learners."""

"""Questions, quizzes, attempts: what was asked, what was answered, and what it was worth."""

"""What a skilled stranger, a trainee or an instructor of another course tries, and does not get."""

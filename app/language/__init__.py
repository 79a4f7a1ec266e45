"""Reading English prose: words, numbers, dates, names and negation, each with exact offsets."""

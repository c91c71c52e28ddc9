"""Lessons: text files in which a teacher asks, lets predict, measures and explains (docs/lessons.md)."""

"""Transcript -> what to learn: a Reading, and the summary and cards made from it."""

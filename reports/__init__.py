"""Verdicts into what people and machines read."""

"""Measurements, each a ratio of two things in one run: these machines are noisy."""

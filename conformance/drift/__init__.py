"""Drift: how far a target, a file or a page has moved away from the contract, and who has to know."""

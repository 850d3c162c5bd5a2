"""`coverage.json` and `coverage.html`: what a run covered and found, beside the run before it."""

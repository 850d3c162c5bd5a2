"""Provocations: what a caller has to do for each documented error, or why none can cause it."""

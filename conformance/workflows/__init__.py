"""Workflows, which only sequences show: a table says what calls need and give, a machine makes sequences."""

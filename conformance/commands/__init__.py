"""The commands of `python -m conformance`, one a file. Each imports what it needs when it is called."""

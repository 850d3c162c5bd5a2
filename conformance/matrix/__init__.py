"""The detection matrix: which faults of the sandbox the rules catch, and what else fires."""

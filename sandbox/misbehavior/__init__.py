"""What a faulty server does, a file for each subject. `sandbox.faults` is the list of them all."""

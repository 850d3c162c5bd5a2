"""What the API promises: the snapshot, its readers and the one frozen `Contract` they give."""

"""The target: who it is, what may be sent to it, and the only user of httpx."""

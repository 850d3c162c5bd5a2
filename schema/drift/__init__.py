"""The difference between two contracts: what changed, how bad it is, and whom it affects.

`difference.between` is the way in. Nothing here reads a file, a clock or a network.
"""

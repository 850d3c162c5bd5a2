"""The embedded target: a look-alike of the API on loopback HTTP, made from a contract, with named faults.

It shares no code with the rules that judge it: both know the contract, and nothing of each other.
"""

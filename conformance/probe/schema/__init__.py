"""What a live schema lacks of the contract, asked without introspection: nothing is executed.

`rounds.ask` is the way in. One document holds all documented operations, one a line, and a query that runs in
their place; the server validates them all, and each error is a difference, found by its place.
"""

"""A reviewed drift in the forms that people and machines read, one form a file.

`formats` is the way in.
"""

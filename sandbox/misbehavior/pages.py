"""What a server tells of itself when it fails: pages and texts that are for its developers alone."""

from __future__ import annotations

TRACEBACK = (
    'Traceback (most recent call last):\n  File "/app/src/views.py", line 12, in resolve\n'
    "    return loader[key]\nKeyError: 1"
)
SQL = 'SELECT "accounts"."id" FROM "accounts" WHERE "accounts"."number" = %s LIMIT 21'
FILE = "/app/src/accounts/resolvers.py:118"
#: As a web framework writes it while it is being debugged.
DEBUG = (
    "<!doctype html><html><head><title>KeyError at /graphql/</title></head><body><h1>KeyError</h1>"
    '<pre class="exception_value">1</pre><h2>Traceback</h2><pre>' + TRACEBACK + "</pre>"
    "<p>You're seeing this error because you have <code>DEBUG = True</code> in your settings file.</p>"
    "</body></html>"
).encode()

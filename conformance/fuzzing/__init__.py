"""Cases that Schemathesis draws: arbitrary selections, literals in the document, and invalid documents."""

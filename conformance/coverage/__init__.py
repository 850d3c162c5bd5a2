"""What of a contract was exercised: marks left by exchanges, totals by the contract, and what is missing."""

"""What Allure shows: the results of items, what stands beside them, and the report made of both."""

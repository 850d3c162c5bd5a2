"""The tier `probe`: asking hundreds of inputs in a handful of requests, none of which can execute."""

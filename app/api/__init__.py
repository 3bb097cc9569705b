"""The REST API: what other programs may read and do, with a bearer token and never with a cookie."""

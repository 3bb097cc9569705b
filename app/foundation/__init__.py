"""The ground floor: database, clock, errors over HTTP, settings, jobs, sign-in, sockets."""

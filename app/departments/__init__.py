"""Departments: the parts of the team that visitors are sent to."""

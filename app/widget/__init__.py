"""The widget: what the visitor's browser talks to, and the embed code that brings it onto a page."""

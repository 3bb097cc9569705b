"""Visitors: who is on the site, their visits and page views, and what their pages reported."""

"""Statistics: the page on which panels show how things are going."""

"""The texts of Beckon in other languages, and how they are collected for translators."""

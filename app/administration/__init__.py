"""The configuration shell: embed codes and plugins."""

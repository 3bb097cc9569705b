"""The console's look: base templates, components, navigation and the static assets that every page shares."""

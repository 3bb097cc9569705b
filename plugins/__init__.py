"""The plugins that come with Beckon, one folder each; the plugin host also finds those in ``instance/plugins``."""

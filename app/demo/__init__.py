"""The demo shop: five small pages with an embed code, so that every rule has something to bite on."""

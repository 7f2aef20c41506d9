"""Physics and economics on plain arrays over (case, server_class, period)."""

"""The web: one transaction a request, guards, forms, limits, static files, headers, error pages."""

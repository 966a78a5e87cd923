"""Mail that the platform sends: asked for in a transaction, delivered by the worker."""

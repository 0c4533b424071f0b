"""The store: runs that outlive the server."""

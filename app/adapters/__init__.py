"""The only files that import a vendor's library: each stands behind one of the ports."""

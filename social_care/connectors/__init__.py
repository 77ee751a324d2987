"""One file per network behind the protocol in `base`; found by entry point, loaded on demand."""

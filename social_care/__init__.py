"""social-care: a listening and response console for customer loyalty teams."""

__version__ = "0.1.0"

"""A watched folder into which other tools put their exports."""

from social_care.connectors.folder.connector import Folder

__all__ = ["Folder"]

"""Triage: language, sentiment, cues and a verdict with reasons. Pure: the table is an argument."""

from social_care.triage.engine import Triage
from social_care.triage.subject import Subject
from social_care.triage.table import TriageTable

__all__ = ["Subject", "Triage", "TriageTable"]

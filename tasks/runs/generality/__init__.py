"""Generality: one assistant and two trainings, held to nine unlike tasks."""

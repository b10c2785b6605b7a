"""Sheets that this project did not print: found by rules, shades or ink, set upright, and cut into columns."""

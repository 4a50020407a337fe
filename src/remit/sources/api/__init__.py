"""Rows from the live AWS API. A call that fails leaves columns unseen, never a skipped row."""

"""Runs: experiments being trained, the threads that train them, and their messages."""

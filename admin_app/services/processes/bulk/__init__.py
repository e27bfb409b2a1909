"""Changing many rows at once: planned, carried out in chunks, taken back.

A change set freezes the ids of its rows when it is asked for (`planning`). They are carried out a
chunk a transaction (`carrying_out`), so that a job that was killed goes on where it stopped, and
taken back in the same way (`taking_back`).
"""

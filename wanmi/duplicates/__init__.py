"""Which cases report the same thing (plain Python on arrays): near in place, time and kind, weighed as people linked.

A finder proposes for every case the likeliest earlier or later reports of the same thing, and how likely the case is
a duplicate at all. It merges nothing.
"""

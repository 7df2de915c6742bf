"""What facts add up to, by subject and day, so that a report adds up days instead of reading all facts again.

A cube is a projection of the facts of one month of cases: nothing is in it that the indicators' own expressions did not
count there, and without it the same figures are counted from the facts.
"""

"""Which class or department a text probably belongs to, learned from a city's own history (plain Python on arrays).

It suggests and gives its reasons; it never decides. ``learn`` makes a :class:`~wanmi.triage.model.Model` of labelled
texts, the model is one file, and the confidence it shows is the frequency that was seen when it was learned.
"""

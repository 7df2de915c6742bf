"""Two cases that report the same thing: found, suggested, merged by a person, and taken apart again."""

"""One topic a month (每月一题): what many demand is settled at its root by a lead department, and told to everyone."""

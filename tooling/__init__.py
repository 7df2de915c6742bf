"""What the scripts are made of: nothing here is part of the running platform."""

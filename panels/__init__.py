"""The page's panels, one file each: a panel takes a value, draws it, and returns what the student did."""

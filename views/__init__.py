"""What the page shows for what its address names, one file each: draws the panels, does what the student asked."""

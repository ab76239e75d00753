"""Speed and accuracy beside the peers, for anyone to run. Never asserted as times in tests."""

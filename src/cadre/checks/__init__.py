"""What is wrong with a mission or a plan: pure functions from frozen values to findings."""

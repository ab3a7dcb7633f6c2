"""Proof: the plan as a CP-SAT model of intervals, which learns what plans break and lose."""

"""Futures: what becomes of a plan in many futures."""

from fastapi import APIRouter

NAME, TITLE = "futures", "Futures"
router = APIRouter()

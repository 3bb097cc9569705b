"""Reads a rule before any visitor meets it, and says what cannot be meant: it never holds, or it says too little."""

from __future__ import annotations

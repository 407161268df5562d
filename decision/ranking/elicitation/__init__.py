"""Weights from judgements of people and from the parks' data, one module a family of methods."""

"""Fetches the data and the pretrained weights that Penchant builds on, and exports its models.

One command for each data set or model: `python -m penchant_training.movielens OUT_DIR`.
"""

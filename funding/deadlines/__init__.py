"""What is due for awards, by when and for whom: the deadline sources, one file per noun."""

"""What is printed at the head of a table or in its cells, and which columns it names."""

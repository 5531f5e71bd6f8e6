"""What a page consists of: its elements with the text in each, what themes call them, and the lines that are left."""

"""How bytes become text: what a file says, what its bytes prove, and what its letters suggest."""

"""What the wall test is made of: a unit full of private things, all addresses, and a watch over every row."""

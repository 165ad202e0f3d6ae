"""What every style of map is made of: cards, the frame (title, legend, friction, notes), and folding where there are too many cards."""

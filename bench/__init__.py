"""What `make bench` measures: ten thousand post-mortems behind one server."""
